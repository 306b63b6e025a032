"""Content credentials of real files: signed here by a certificate made for the test."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from matching.credentials import interpreted, read_embedded
from storage.records.surroundings import CredentialState

NAME = "0" * 64


@pytest.fixture(scope="module")
def plain() -> bytes:
    ok, image = cv2.imencode(".jpg", np.random.default_rng(1).integers(0, 255, (60, 80, 3), dtype=np.uint8))
    assert ok
    return image.tobytes()


@pytest.fixture(scope="module")
def signed(plain: bytes) -> tuple[bytes, str]:
    """A picture with credentials, and the certificate at the root of its signature."""
    c2pa = pytest.importorskip("c2pa", reason="the extra for content credentials is not installed")
    root, chain, key = _certificates()
    signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(b"es256", chain, key, None))
    action = {
        "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    }
    builder = c2pa.Builder(
        json.dumps(
            {
                "claim_generator_info": [{"name": "Test Camera", "version": "1"}],
                "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
            }
        )
    )
    made = io.BytesIO()
    builder.sign(signer, "image/jpeg", io.BytesIO(plain), made)
    return made.getvalue(), root.decode()


def _certificates() -> tuple[bytes, bytes, bytes]:
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def named(name: str) -> Any:
        return x509.Name([x509.NameAttribute(x509.oid.NameOID.ORGANIZATION_NAME, name)])

    def made(name: str, key: Any, by: str, by_key: Any, *, authority: bool) -> Any:
        usage = {
            "digital_signature": not authority, "content_commitment": False, "key_encipherment": False,
            "data_encipherment": False, "key_agreement": False, "key_cert_sign": authority, "crl_sign": authority,
            "encipher_only": False, "decipher_only": False,
        }  # fmt: skip
        builder = (
            x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(by)).public_key(key.public_key())
            .serial_number(1 + authority)
            .not_valid_before(dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
            .not_valid_after(dt.datetime(2050, 1, 1, tzinfo=dt.UTC))
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), critical=False)
        )  # fmt: skip
        if not authority:
            purpose = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.EMAIL_PROTECTION])
            builder = builder.add_extension(purpose, critical=False)
        return builder.sign(by_key, hashes.SHA256())

    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = made("Test Root", root_key, "Test Root", root_key, authority=True)
    leaf = made("Test Newsroom", key, "Test Root", root_key, authority=False)
    pem = serialization.Encoding.PEM
    return (
        root.public_bytes(pem),
        leaf.public_bytes(pem) + root.public_bytes(pem),
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


def read(folder: Path, content: bytes, anchors: str = "", name: str = "file.jpg") -> Any:
    path = folder / name
    path.write_bytes(content)
    return read_embedded(path, NAME, anchors)


def test_a_signature_on_no_list_of_trust_is_valid_and_untrusted(
    tmp_path: Path, signed: tuple[bytes, str]
) -> None:
    found = read(tmp_path, signed[0])
    assert found.credentials is CredentialState.UNTRUSTED
    assert found.signed_by == "Test Newsroom"
    assert found.made_with == "Test Camera 1"
    assert found.actions == ("c2pa.created",)


def test_a_signature_on_the_newsrooms_list_is_trusted(tmp_path: Path, signed: tuple[bytes, str]) -> None:
    assert read(tmp_path, signed[0], signed[1]).credentials is CredentialState.TRUSTED


def test_a_changed_file_does_not_fit_its_credentials(tmp_path: Path, signed: tuple[bytes, str]) -> None:
    at = len(signed[0]) - 50
    changed = signed[0][:at] + bytes([signed[0][at] ^ 0x55]) + signed[0][at + 1 :]
    found = read(tmp_path, changed, signed[1])
    assert found.credentials is CredentialState.INVALID
    assert "do not hold" in found.reason


def test_absent_credentials_mean_nothing(tmp_path: Path, plain: bytes, signed: tuple[bytes, str]) -> None:
    assert signed
    found = read(tmp_path, plain)
    assert found.credentials is CredentialState.ABSENT
    assert "means nothing either way" in found.reason


@pytest.mark.parametrize("content", [b"", b"no media at all", b"\xff\xd8\xff" + b"\x00" * 500])
def test_files_that_cannot_be_read_prove_nothing(tmp_path: Path, content: bytes) -> None:
    found = read(tmp_path, content, name="file.bin")
    assert found.credentials in {CredentialState.NOT_READ, CredentialState.ABSENT}


def test_without_the_library_it_says_what_is_needed() -> None:
    found = interpreted(
        {"tags": {"comment": "by me", "minor_version": "512"}, "missing": "ModuleNotFoundError"}, NAME
    )
    assert found.credentials is CredentialState.NOT_READ
    assert "airtrace[credentials]" in found.reason
    assert found.tags == (("comment", "by me"),)


def test_an_unreadable_manifest_is_invalid() -> None:
    assert interpreted({"error": "Decoding: bad"}, NAME).credentials is CredentialState.INVALID
