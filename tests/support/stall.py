"""A machine that stands still for seconds has a say in what a program finds: a greeting is late that
was not, a patience is over. Such a result is none.

    for _ in stall.tries():
        faults = play()
        if not faults:
            break

plays once more where there were faults and the machine stood still meanwhile, else not."""
import threading
import time

TICK_S, STILL_S, TRIES = 0.05, 0.5, 4
stood_still = 0.0  # so many seconds so far


def watch():
    """Adds up by how much it is itself late."""
    global stood_still
    while True:
        begun = time.monotonic()
        time.sleep(TICK_S)
        late = time.monotonic() - begun - TICK_S
        if late > TICK_S:
            stood_still += late


threading.Thread(target=watch, daemon=True).start()


def tries():
    for n in range(1, TRIES + 1):
        before = stood_still
        yield n
        time.sleep(TICK_S)  # what the watcher sees last
        if stood_still - before < STILL_S:
            return
        if n < TRIES:
            print(f"# the machine stood still for {stood_still - before:.1f} s: once more", flush=True)
