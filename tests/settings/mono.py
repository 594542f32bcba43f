"""Mono, from Debian packages that are unpacked and not installed: .NET enough for System.Net.Mail."""
import fcntl
import glob
import os

import ground

PACKAGES = ("mono-runtime-common", "mono-runtime-sgen", "mono-mcs", "libmono-corlib4.5-cil", "libmono-corlib4.5-dll",
            "libmono-system4.0-cil", "libmono-system-core4.0-cil", "libmono-system-numerics4.0-cil",
            "libmono-system-xml4.0-cil", "libmono-system-security4.0-cil", "libmono-system-configuration4.0-cil",
            "libmono-security4.0-cil", "libmono-microsoft-csharp4.0-cil", "ca-certificates-mono",
            "libmono-btls-interface4.0-cil")


def fetch(folder):
    """Downloads the packages, once; must be called where there is a way out."""
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = [p for p in PACKAGES if not glob.glob(f"{folder}/{p}_*.deb")]
        if missing:
            ground.run("apt-get", "-o", "APT::Sandbox::User=root", "download", *missing, cwd=folder)


def unpack(packages, root):
    for package in PACKAGES:
        ground.run("dpkg-deb", "-x", glob.glob(f"{packages}/{package}_*.deb")[0], root)


def command(root, program=None):
    """What stands before an .exe, or before the words of one that comes with it: mcs, cert-sync."""
    lib = f"{root}/usr/lib/mono/4.5"
    words = ["env", f"MONO_PATH={lib}", f"MONO_GAC_PREFIX={root}/usr", f"MONO_CFG_DIR={root}/etc",
             f"LD_LIBRARY_PATH={root}/usr/lib", f"{root}/usr/bin/mono-sgen"]
    return words + [f"{lib}/{program}.exe"] * (program is not None)
