#!/usr/bin/python3
"""listeners.py ADDRESS...: greets on the mail ports of many addresses and hangs up at the first word.
Servers for questions that end when a connection stands."""
import asyncio
import sys

PORTS = (25, 465, 587)


async def greet(reader, writer):
    writer.write(b"220 mail.test.example ESMTP\r\n")
    try:
        await reader.read(1)
    except ConnectionError:
        pass
    writer.close()


async def main(addresses):
    for port in PORTS:
        await asyncio.start_server(greet, addresses, port)
    print("ready", flush=True)
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1:]))
