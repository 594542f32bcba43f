"""Time, as a file of kept tokens sees it."""
import datetime
import re

AGE = datetime.timedelta(hours=2)


def aged(path):
    """The access tokens that are kept there are over, as if hours had gone by."""
    def earlier(match):
        date = datetime.datetime.fromisoformat(match[2].replace("Z", "+00:00")) - AGE
        return match[1] + date.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    with open(path) as f:
        text, dates = re.subn(r'("expires": *")([^"]+)', earlier, f.read())
    if dates == 0:
        raise RuntimeError(f"{path} says nowhere when its token expires")
    with open(path, "w") as f:
        f.write(text)
