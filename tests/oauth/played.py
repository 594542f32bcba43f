"""What the runners of this folder have in common."""
import os
import shutil
import subprocess
import tempfile
import time

import ground


def need(*programs):
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for program in programs:
        if not shutil.which(program):
            ground.skip(f"needs {program}")
    try:
        import cryptography
        import jwt
    except ImportError as fault:
        ground.skip(f"needs python3-jwt and python3-cryptography: {fault}")


def play(words, make, claims):
    """The exit status. make(folder, children): whatever claims are about; `claims`: (name, function of that)."""
    tally, children, began = ground.Tally(), ground.Children(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="smtpscope-oauth-") as folder:
        one = make(folder, children)
        up = time.monotonic()
        for name, claim in claims:
            if not words or any(w in name for w in words):
                try:
                    faults = claim(one)
                except (RuntimeError, OSError, LookupError, ValueError, subprocess.SubprocessError) as fault:
                    faults = [repr(fault)]
                tally.note(name, faults and [*faults, *one.last_words()])
        print(f"servers {up - began:.1f} s, claims {time.monotonic() - up:.1f} s")
        children.end_all()
    return tally.status()
