# SPDX-License-Identifier: MIT
"""One request and its reply, the fault that strikes between them, and what the journal keeps."""

from __future__ import annotations

from collections.abc import Callable

from tests.aws.errors import ServiceError
from tests.aws.faults import INSTEAD, FaultQueue
from tests.aws.http_wire import Reply
from tests.aws.journal import Entry


def serve(
    entry: Entry,
    faults: FaultQueue,
    admit: Callable[[], None],
    answer: Callable[[], Reply],
    refuse: Callable[[ServiceError], Reply],
) -> Reply:
    """`admit` comes before any fault, so that none hides a bad signature; it and `answer` raise
    what `refuse` gives the service's shape."""
    fault = None
    try:
        admit()
        fault = faults.take(entry.service, entry.operation)
        entry.fault = fault.kind if fault else ""
        if fault and fault.kind in INSTEAD:
            if error := fault.error():
                raise error
            reply = fault.reply()
        else:
            reply = answer()
    except ServiceError as error:
        entry.code = error.code
        reply = refuse(error)
        if fault:
            reply.headers += fault.headers
    if fault and fault.kind not in INSTEAD:
        fault.spoil(reply)
    entry.status = 0 if reply.wire.abort or reply.wire.raw is not None else reply.status
    return reply
