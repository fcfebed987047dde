"""Prints `trace id<TAB>service<TAB>span name` for every span in the OTLP export requests named as arguments."""
import sys

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

for path in sys.argv[1:]:
    request = ExportTraceServiceRequest.FromString(open(path, "rb").read())
    for group in request.resource_spans:
        service = next(a.value.string_value for a in group.resource.attributes if a.key == "service.name")
        for scope in group.scope_spans:
            for span in scope.spans:
                print(span.trace_id.hex(), service, span.name, sep="\t")
