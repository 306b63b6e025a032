"""Secured connections through the guard: the name of the URL is proven, at the address that was judged."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest

from scrapers import guard as module
from scrapers.guard import Guard, guarded_transport
from scrapers.web import Limits, WebClient
from storage.records import FetchState, Purpose
from tests.scrapers.hostile_server import http

pytest.importorskip("cryptography", reason="certificates for the test are made with it")
PUBLIC = "93.184.215.14"


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, secret


class Secured:
    """A TLS server on loopback that answers once per connection and notes the names it was asked for."""

    def __init__(self, folder: Path, name: str) -> None:
        self.chain, secret = _certificate(folder, name)
        self.names: list[str | None] = []
        self.heads: list[bytes] = []
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(self.chain, secret)
        self._context.sni_callback = lambda _socket, asked, _context: self.names.append(asked)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            with plain:
                plain.settimeout(5.0)
                try:
                    with self._context.wrap_socket(plain, server_side=True) as secured:
                        self.heads.append(secured.recv(65536))
                        secured.sendall(http(b"secured"))
                except OSError:
                    continue

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def dial(self, address: str, _port: int, seconds: float | None) -> httpcore.NetworkStream:
        """Stands in for the internet: what is at ``address`` is this server."""
        port = self._listening.getsockname()[1]
        return Seeming(httpcore.SyncBackend().connect_tcp("127.0.0.1", port, timeout=seconds), address)


class Seeming(httpcore.NetworkStream):
    """A connection that seems to lead to another address than it does."""

    def __init__(self, stream: httpcore.NetworkStream, address: str) -> None:
        self._stream = stream
        self._address = address

    def get_extra_info(self, info: str) -> Any:
        return (self._address, 443) if info == "server_addr" else self._stream.get_extra_info(info)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return self._stream.start_tls(ssl_context, server_hostname, timeout)

    def close(self) -> None:
        self._stream.close()


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[Secured]:
    server = Secured(tmp_path, "news.test")
    yield server
    server.close()


@pytest.fixture
def led(secured: Secured, monkeypatch: pytest.MonkeyPatch) -> Limits:
    """Every name leads to the secured server, by a public address; limits for a client made then."""

    def guard(_routes: object, ports: frozenset[int]) -> Guard:
        return Guard(ports=ports, resolve=lambda *_: [PUBLIC], dial=secured.dial)

    monkeypatch.setattr("scrapers.web.Guard", guard)
    return Limits(tries=1, connect=5.0, silence=5.0)


def _trusting(chain: Path) -> Any:
    def transport(guard: Guard) -> httpx.HTTPTransport:
        made = guarded_transport(guard)
        context = ssl.create_default_context(cafile=str(chain))
        made._pool._ssl_context = context  # type: ignore[attr-defined]
        return made

    return transport


def test_a_certificate_that_nobody_vouches_for_is_refused(
    secured: Secured, led: Limits, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(secured.chain))  # the environment has no say
    with WebClient(limits=led) as client:
        answer = client.get("https://news.test/", Purpose.PAGE, into=tmp_path)
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert "prove who it is" in answer.fetch.reason
    assert secured.heads == []


@pytest.mark.parametrize(("host", "proven"), [("news.test", True), ("other.test", False), (PUBLIC, False)])
def test_the_name_of_the_url_is_the_one_that_is_proven(
    secured: Secured, led: Limits, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, host: str, proven: bool
) -> None:
    monkeypatch.setattr("scrapers.web.guarded_transport", _trusting(secured.chain))
    with WebClient(limits=led) as client:
        answer = client.get(f"https://{host}/", Purpose.PAGE, into=tmp_path)
    assert (answer.fetch.state is FetchState.VISIBLE) is proven, answer.fetch.reason
    if proven:
        assert secured.names == ["news.test"]
        assert b"Host: news.test\r\n" in secured.heads[0]


def test_the_guard_counts_what_comes_through_tls(secured: Secured, tmp_path: Path) -> None:
    transport = _trusting(secured.chain)(Guard(resolve=lambda *_: [PUBLIC], dial=secured.dial))
    request = httpx.Request("GET", "https://news.test/")
    with module.spending(module.Budget(5.0, 20)), pytest.raises(module.TooLarge):
        transport.handle_request(request)
    transport.close()
