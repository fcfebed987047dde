"""Talks to a service as a gRPC client that nobody here wrote: health, reflection, a refused and an accepted call.

usage: grpc_client.py HOST:PORT SERVICE_TOKEN
"""
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2  # v1 has the same messages, and no package of its own

address, token = sys.argv[1:]
channel = grpc.insecure_channel(address)

health = health_pb2_grpc.HealthStub(channel)
print("health", health.Check(health_pb2.HealthCheckRequest()).status == health_pb2.HealthCheckResponse.SERVING)
try:
    health.Check(health_pb2.HealthCheckRequest(service="no.such.Service"))
    print("unknown service", "served")
except grpc.RpcError as error:
    print("unknown service", error.code().name)

reflect = channel.stream_stream(
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    reflection_pb2.ServerReflectionRequest.SerializeToString, reflection_pb2.ServerReflectionResponse.FromString)


def ask(**question):
    return next(reflect(iter([reflection_pb2.ServerReflectionRequest(**question)])))


services = [s.name for s in ask(list_services="").list_services_response.service]
print("lists billing", "quartet.billing.v1.PlanService" in services)

pool = descriptor_pool.DescriptorPool()
answer = ask(file_containing_symbol="quartet.billing.v1.PlanService").file_descriptor_response
files = {f.name: f for f in map(descriptor_pb2.FileDescriptorProto.FromString, answer.file_descriptor_proto)}


def add(name):
    file = files.pop(name, None)
    if file:
        for dependency in file.dependency:
            add(dependency)
        pool.Add(file)


for name in list(files):
    add(name)
method = pool.FindServiceByName("quartet.billing.v1.PlanService").FindMethodByName("ListPublicPlans")
request = message_factory.GetMessageClass(method.input_type)
response = message_factory.GetMessageClass(method.output_type)
call = channel.unary_unary(f"/{method.containing_service.full_name}/{method.name}", request.SerializeToString, response.FromString)


def attempt(metadata):
    try:
        return f"{len(call(request(), metadata=metadata, timeout=10).plans)} plans"
    except grpc.RpcError as error:
        return error.code().name


caller = b"\x0a\x2400000000-0000-7000-8000-000000000001"
print("without token", attempt([]))
print("wrong token", attempt([("quartet-service-token", "wrong"), ("quartet-caller-bin", caller)]))
print("without caller", attempt([("quartet-service-token", token)]))
print("with token", attempt([("quartet-service-token", token), ("quartet-caller-bin", caller)]))
