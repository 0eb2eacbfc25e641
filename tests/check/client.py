"""A client as a student hands it in: it reads to the end of a reply, and minds no end of the connection."""

import json
import socket
import sys

conn = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
token = ""


def ask(request):
    conn.sendall(request.encode() + b"\r\n")
    reply = b""
    while not reply.endswith(b"\r\n\r\n"):
        part = conn.recv(4096)
        if not part:
            break
        reply += part
    return json.loads(reply)


for line in sys.stdin:
    command, *words = line.rstrip("\n").split(" ")
    if command == "exit":
        break
    if command == "auth":
        reply = ask(line.strip())
        token = reply.get("tokenid", "")
    elif command == "send":
        reply = ask(" ".join(["send", token, *words]))
    elif command == "list":
        reply = ask("list")
    else:
        reply = ask(command + " " + token)
    if reply["status"] == "ERROR":
        print("Error,", reply["message"])
    else:
        print(reply.get("messages", reply.get("message", reply.get("tokenid"))))
conn.close()
