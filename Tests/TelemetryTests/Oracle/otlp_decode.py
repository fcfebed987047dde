"""Reads an OTLP trace export request from stdin and prints its spans as JSON, decoded by the
opentelemetry-proto package from PyPI: an oracle that shares no code with the encoder under test."""

import json
import sys

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def value(any_value):
    kind = any_value.WhichOneof("value")
    if kind == "array_value":
        return [value(item) for item in any_value.array_value.values]
    return getattr(any_value, kind)


def attributes(pairs):
    return json.dumps({pair.key: value(pair.value) for pair in pairs}, sort_keys=True, separators=(",", ":"))


def decode(data):
    request = ExportTraceServiceRequest.FromString(data)
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield {
                    "resource": attributes(resource.resource.attributes),
                    "scope": f"{scope.scope.name}/{scope.scope.version}",
                    "traceID": span.trace_id.hex(),
                    "spanID": span.span_id.hex(),
                    "parentID": span.parent_span_id.hex(),
                    "traceState": span.trace_state,
                    "flags": span.flags,
                    "name": span.name,
                    "kind": span.kind,
                    "start": str(span.start_time_unix_nano),
                    "end": str(span.end_time_unix_nano),
                    "attributes": attributes(span.attributes),
                    "droppedAttributes": span.dropped_attributes_count,
                    "events": [f"{e.time_unix_nano} {e.name} {attributes(e.attributes)}" for e in span.events],
                    "droppedEvents": span.dropped_events_count,
                    "links": [
                        f"{l.trace_id.hex()}-{l.span_id.hex()} {l.trace_state} {l.flags} {attributes(l.attributes)}"
                        for l in span.links
                    ],
                    "status": f"{span.status.code} {span.status.message}",
                }


json.dump(list(decode(sys.stdin.buffer.read())), sys.stdout)
