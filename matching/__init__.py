"""Where a clip comes from: decoding, fingerprints, the index, alignment, and the evidence frames."""
