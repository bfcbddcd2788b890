#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A function for the tests of the local Lambda: does what its event says.

The event's `ip` may be "do:WORD"; without it the reply tells the event and what came with it. A
function URL's event is answered in its own format. FAULT in the environment spoils the start.
"""

import http.client
import json
import os
import sys
import time

PLACE = os.environ["AWS_LAMBDA_RUNTIME_API"]
BASE = "/2018-06-01/runtime"


def call(method, path, body=None, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, BASE + path, body, named)
    reply = connection.getresponse()
    return reply, reply.read()


def told(event, headers):
    return {
        "event": event,
        "pid": os.getpid(),
        "count": count,
        "headers": {name.lower(): value for name, value in headers.items()},
        "environment": {
            k: v for k, v in os.environ.items() if "SECRET" not in k and "TOKEN" not in k
        },
    }


def answer(request_id, event, headers):
    url = event.get("version") == "2.0" and "requestContext" in event
    ip = event.get("queryStringParameters", {}).get("ip", "") if url else event.get("ip", "")
    word = ip.removeprefix("do:") if ip.startswith("do:") else ""
    path = f"/invocation/{request_id}"
    if word == "exit":
        sys.exit(3)
    if word == "kill":
        os.kill(os.getpid(), 9)
    if word.startswith("sleep"):
        time.sleep(float(word.removeprefix("sleep")))
    if word.startswith("error"):
        body = {"errorMessage": word.removeprefix("error-"), "errorType": "Own", "stackTrace": []}
        call("POST", path + "/error", json.dumps(body), Lambda_Runtime_Function_Error_Type="Own.X")
        return
    if word.startswith("size"):
        body = '"' + "x" * (int(word.removeprefix("size")) - 2) + '"'
    elif word == "garbage":
        body = "not json"
    elif word == "refuse":
        body = json.dumps({"statusCode": 403 if url else "403", "body": "refused"})
    elif word == "early":
        body = json.dumps({"next": call("GET", "/invocation/next")[0].status})
    elif word == "late":
        late = call("POST", path + "/response", "{}", Lambda_Runtime_Invocation_Id="another")
        body = json.dumps({"late": late[0].status})
    elif word == "stranger":
        body = json.dumps({"other": call("POST", "/invocation/1/response", "{}")[0].status})
    elif word == "late-init":
        body = json.dumps({"init": call("POST", "/init/error", "{}")[0].status})
    elif url and word == "text-status":
        body = json.dumps({"statusCode": "200", "body": ""})
    elif url:
        body = json.dumps({"statusCode": 201, "body": json.dumps(told(event, headers))})
    else:
        body = json.dumps({"statusCode": "200"} | told(event, headers))
    named = {}
    if word == "named":
        named["Lambda_Runtime_Invocation_Id"] = headers["Lambda-Runtime-Invocation-Id"]
    if word.startswith("print"):
        print(ip.removeprefix("do:print"), flush=True)
    reply, said = call("POST", path + "/response", body, **named)
    print("answered", reply.status, said.decode(), flush=True)
    if word == "twice":
        print("again", call("POST", path + "/response", body)[0].status, flush=True)


connection = http.client.HTTPConnection(PLACE)
fault = os.environ.get("FAULT", "")
if fault == "init-error":
    call("POST", "/init/error", '{"errorMessage":"no luck","errorType":"Init"}')
    sys.exit(1)
if fault == "init-exit":
    sys.exit(7)
if fault == "init-hang":
    time.sleep(100)
if fault == "init-once" and not os.path.exists("started"):
    open("started", "w").close()
    sys.exit(1)
count = 0
while True:
    got, event_bytes = call("GET", "/invocation/next")
    if got.status != 200:
        sys.exit(0)
    count += 1
    answer(got.headers["Lambda-Runtime-Aws-Request-Id"], json.loads(event_bytes), got.headers)
