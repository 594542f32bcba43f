"""Packages of npm that tests run, fetched once into ~/.cache/smtpscope-tests (or below $XDG_CACHE_HOME)."""
import hashlib
import os
import shutil
import subprocess
import tempfile

import ground

PATIENCE = 600  # seconds for a download


def cache():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = os.path.join(base, "smtpscope-tests")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as fault:
        ground.skip(f"npm's packages are kept in a folder that cannot be made (XDG_CACHE_HOME chooses another): {fault}")
    return folder


def npm(folder, *words):
    """What it prints."""
    try:
        done = subprocess.run(["npm", *words], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as fault:
        ground.skip(f"npm {' '.join(words)}: {fault}")
    if done.returncode != 0:
        ground.skip(f"npm {' '.join(words)}: {done.stderr.strip()[-300:]}")
    return done.stdout


def installed(project):
    """A folder with all that `project`/package-lock.json names, each package by its checksum. No program of theirs
    runs on the way."""
    with open(os.path.join(project, "package-lock.json"), "rb") as f:
        wanted = hashlib.sha256(f.read()).hexdigest()
    kept = os.path.join(cache(), f"npm-{wanted[:16]}")
    if os.path.isdir(kept):
        return kept
    with tempfile.TemporaryDirectory(dir=cache()) as folder:
        fetched = os.path.join(folder, "packages")
        os.mkdir(fetched)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(os.path.join(project, name), fetched)
        npm(fetched, "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund")
        try:
            os.rename(fetched, kept)
        except OSError:
            if not os.path.isdir(kept):  # else another run was faster
                raise
    return kept
