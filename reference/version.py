"""The version of Airtrace, printed in every report; the build reads it from here."""

VERSION = "0.1.0"
