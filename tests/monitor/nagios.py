"""A Nagios of its own, in a folder, for a moment: it runs each of some services once."""
import os
import re
import shutil
import signal
import subprocess
import time

import ground

PATIENCE_S = 300  # after which it counts as hanging

# No service is checked twice, nothing is notified, nothing is looked up outside.
MAIN = """
cfg_file={folder}/objects.cfg
resource_file={folder}/resource.cfg
log_file={folder}/nagios.log
log_archive_path={folder}
object_cache_file={folder}/objects.cache
precached_object_file={folder}/objects.precache
status_file={folder}/status.dat
state_retention_file={folder}/retention.dat
check_result_path={folder}/results
lock_file={folder}/nagios.pid
query_socket={folder}/nagios.qh
temp_file={folder}/nagios.tmp
temp_path={folder}
nagios_user={user}
nagios_group={group}
check_external_commands=0
check_for_updates=0
check_workers=2
check_result_reaper_frequency=1
status_update_interval=1
interval_length=1
service_inter_check_delay_method=n
max_service_check_spread=1
service_check_timeout=250
enable_notifications=0
use_syslog=0
retain_state_information=0
"""

COMMON = """
define timeperiod {
  timeperiod_name always
  alias always
  monday 00:00-24:00
  tuesday 00:00-24:00
  wednesday 00:00-24:00
  thursday 00:00-24:00
  friday 00:00-24:00
  saturday 00:00-24:00
  sunday 00:00-24:00
}
define contact {
  contact_name nobody
  host_notifications_enabled 0
  service_notifications_enabled 0
  host_notification_period always
  service_notification_period always
  host_notification_commands none
  service_notification_commands none
}
define command {
  command_name none
  command_line /bin/true
}
define host {
  host_name mail
  address 127.0.0.1
  max_check_attempts 1
  check_period always
  notification_period always
  contacts nobody
}
"""

SERVICE = """
define command {{
  command_name run-{name}
  command_line {line}
}}
define service {{
  host_name mail
  service_description {name}
  check_command run-{name}
  max_check_attempts 1
  check_interval 100000
  retry_interval 100000
  check_period always
  notification_period always
  contacts nobody
}}
"""


def program():
    return shutil.which("nagios4") or shutil.which("nagios4", path="/usr/sbin") or \
        ground.skip("needs nagios4-core")


def write(folder, name, text):
    with open(os.path.join(folder, name), "w") as f:
        f.write(text)


def configure(folder, services):
    os.makedirs(os.path.join(folder, "results"))
    write(folder, "nagios.cfg", MAIN.format(folder=folder, user=os.geteuid(), group=os.getegid()))
    write(folder, "resource.cfg", "")
    # "!" and ";" mean something in these files, "$" stands for itself as "$$"
    write(folder, "objects.cfg", COMMON + "".join(
        SERVICE.format(name=name, line=line.replace("$", "$$")) for name, line in services.items()))


def services_of(status):
    """{name: {key: value}} of a status file"""
    blocks = re.findall(r"^servicestatus \{\n(.*?)^\t\}", status, re.M | re.S)
    found = (dict(line.strip().split("=", 1) for line in block.splitlines() if "=" in line) for block in blocks)
    return {service["service_description"]: service for service in found}


def read_status(folder):
    try:
        with open(os.path.join(folder, "status.dat"), encoding="utf-8") as f:
            return services_of(f.read())
    except FileNotFoundError:
        return {}


def all_checked(status, services):
    return set(status) == set(services) and all(s["has_been_checked"] == "1" for s in status.values())


def run(folder, services, environment):
    """Its status of each service, {name: command line}, once all have been checked."""
    configure(folder, services)
    child = subprocess.Popen([program(), os.path.join(folder, "nagios.cfg")], env=environment, cwd=folder,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    end = time.monotonic() + PATIENCE_S
    try:
        while not all_checked(read_status(folder), services):
            if child.poll() is not None:
                raise RuntimeError("nagios4 ends: " + child.stdout.read().decode()[-2000:])
            if time.monotonic() > end:
                raise RuntimeError(f"not all services were checked: {read_status(folder)}")
            time.sleep(0.1)
        return read_status(folder)
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
        child.communicate()
