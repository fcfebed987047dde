"""An independent judge of the gateway's transcoder: protobuf's own json_format.

  oracle.py generate DIR COUNT SEED   writes DIR/oracle.pb (a descriptor set) and DIR/cases.tsv, a line
                                      for each random message: its wire bytes in hex, and its JSON by
                                      the gateway's rules
  oracle.py check DIR                 reads DIR/results.tsv, a line for each case: the JSON that was
                                      made of the wire bytes, and the wire bytes (hex) made of the JSON
"""

import json
import os
import random
import struct
import sys

import grpc_tools
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf import duration_pb2, field_mask_pb2, struct_pb2, timestamp_pb2, wrappers_pb2  # noqa: F401
from google.protobuf.descriptor import FieldDescriptor as F
from grpc_tools import protoc

HERE = os.path.dirname(os.path.abspath(__file__))
INTEGERS = {
    F.TYPE_INT32: (-(2**31), 2**31 - 1), F.TYPE_SINT32: (-(2**31), 2**31 - 1), F.TYPE_SFIXED32: (-(2**31), 2**31 - 1),
    F.TYPE_INT64: (-(2**63), 2**63 - 1), F.TYPE_SINT64: (-(2**63), 2**63 - 1), F.TYPE_SFIXED64: (-(2**63), 2**63 - 1),
    F.TYPE_UINT32: (0, 2**32 - 1), F.TYPE_FIXED32: (0, 2**32 - 1), F.TYPE_UINT64: (0, 2**64 - 1), F.TYPE_FIXED64: (0, 2**64 - 1),
}
WRAPPERS = {"google.protobuf." + n + "Value" for n in
            ("Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes")}
DYNAMIC = {"google.protobuf.Struct", "google.protobuf.Value", "google.protobuf.ListValue"}
TEXTUAL = {"google.protobuf.Timestamp", "google.protobuf.Duration", "google.protobuf.FieldMask"}


def compile_proto(path):
    include = os.path.join(os.path.dirname(grpc_tools.__file__), "_proto")
    args = ["protoc", f"-I{HERE}", f"-I{include}", "--include_imports", f"--descriptor_set_out={path}", "oracle.proto"]
    if protoc.main(args) != 0:
        sys.exit("protoc failed")


def message_class(path):
    files = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as f:
        files.ParseFromString(f.read())
    pool = descriptor_pool.Default()
    for file in files.file:
        if not file.name.startswith("google/"):
            pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("oracle.Everything"))


# --- random messages

def is_map(field):
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def is_repeated(field):
    return field.is_repeated if hasattr(field, "is_repeated") else field.label == F.LABEL_REPEATED


def text(r):
    alphabet = 'abc XYZ019"\\/\n\t\r\b\f\x00\x1f\x7fàéçãõ漢字😀\u2028\ud7ff\ue000\U0010ffff'
    return "".join(r.choice(alphabet) for _ in range(r.choice([0, 1, 3, 7, 8, 9, 20, 150])))


def double(r):
    return r.choice([
        0.0, -0.0, 1.0, -1.5, 0.1, 1e22, 1e23, 5e-324, 1.7976931348623157e308, 2.0**53, 2.0**53 + 2, 1e15, 123456789.125,
        r.random(), r.uniform(-1e6, 1e6), struct.unpack("<d", struct.pack("<Q", r.getrandbits(62)))[0] if r.random() < .9 else 3.0,
    ])


def float32(r):
    value = r.choice([0.0, -0.0, 1.0, 0.1, 3.4028234663852886e38, 1e-45, 16777217.0, r.uniform(-1e3, 1e3)])
    return struct.unpack("<f", struct.pack("<f", value))[0]


def dynamic(r, depth):
    kind = r.randrange(7 if depth < 4 else 5)
    if kind == 0: return None
    if kind == 1: return r.random() < .5
    if kind == 2: return float(r.randrange(-(2**53), 2**53))
    if kind == 3: return double(r)
    if kind == 4: return text(r)
    if kind == 5: return [dynamic(r, depth + 1) for _ in range(r.randrange(4))]
    return {text(r): dynamic(r, depth + 1) for _ in range(r.randrange(4))}


def scalar(r, field):
    t = field.type
    if t in INTEGERS:
        low, high = INTEGERS[t]
        return r.choice([0, 1, low, high, r.randint(low, high), r.randint(max(low, -300), 300)])
    if t == F.TYPE_DOUBLE: return double(r)
    if t == F.TYPE_FLOAT: return float32(r)
    if t == F.TYPE_BOOL: return r.random() < .5
    if t == F.TYPE_STRING: return text(r)
    if t == F.TYPE_BYTES: return r.randbytes(r.choice([0, 1, 2, 3, 17, 200]))
    return r.choice(field.enum_type.values).number


def fill_message(r, message, depth):
    name = message.DESCRIPTOR.full_name
    if name == "google.protobuf.Timestamp":
        message.seconds = r.choice([0, -1, -62135596800, 253402300799, r.randint(-(10**10), 10**10)])
        message.nanos = r.choice([0, 250000000, 1000, 999999999, r.randrange(10**9)])
    elif name == "google.protobuf.Duration":
        sign = r.choice([1, -1])
        message.seconds = sign * r.choice([0, 1, 315575999999, r.randrange(10**6)])
        message.nanos = sign * r.choice([0, 500000000, 1000, 1, r.randrange(10**9)])
    elif name == "google.protobuf.FieldMask":
        message.paths.extend(r.choice(["a", "a_b", "a.b_c", "user.display_name"]) for _ in range(r.randrange(4)))
    elif name == "google.protobuf.Value":
        json_format.ParseDict(dynamic(r, depth), message)
    elif name == "google.protobuf.ListValue":
        message.SetInParent()
        json_format.ParseDict([dynamic(r, depth + 1) for _ in range(r.randrange(4))], message)
    elif name == "google.protobuf.Struct":
        message.SetInParent()
        json_format.ParseDict({text(r): dynamic(r, depth + 1) for _ in range(r.randrange(4))}, message)
    else:
        message.SetInParent()
        fill(r, message, depth + 1)


def fill(r, message, depth):
    chance = [.5, .15, .05][min(depth, 2)] if message.DESCRIPTOR.full_name == "oracle.Everything" else .8
    if depth > 5:
        return
    for field in message.DESCRIPTOR.fields:
        if r.random() > chance:
            continue
        value = getattr(message, field.name)
        if is_map(field):
            key, item = field.message_type.fields_by_name["key"], field.message_type.fields_by_name["value"]
            for _ in range(r.randrange(1, 4)):
                if item.message_type is not None:
                    fill_message(r, value[scalar(r, key)], depth + 1)
                else:
                    value[scalar(r, key)] = scalar(r, item)
        elif is_repeated(field):
            for _ in range(r.choice([1, 2, 5])):
                if field.message_type is not None:
                    fill_message(r, value.add(), depth + 1)
                else:
                    value.append(scalar(r, field))
        elif field.message_type is not None:
            fill_message(r, value, depth)
            if field.message_type.full_name == "google.protobuf.Value" and value.HasField("null_value"):
                # JSON's null can't tell a null Value from an unset one.
                value.bool_value = True
        else:
            setattr(message, field.name, scalar(r, field))


# --- the gateway's JSON rules, on top of json_format

def spelled(field, number):
    value = field.enum_type.values_by_number[number].name
    prefix = {"Mood": "MOOD_", "Shape": "SHAPE_"}[field.enum_type.name]
    return value.removeprefix(prefix).lower()


def single(field, value, standard):
    """One value: `value` from the message, `standard` as json_format shows it."""
    if field.message_type is not None:
        name = field.message_type.full_name
        if name == "google.protobuf.FieldMask": return ",".join(value.paths)
        if name in WRAPPERS: return single(field.message_type.fields_by_name["value"], value.value, standard)
        if name in DYNAMIC or name in TEXTUAL: return standard
        return ours(value)
    if field.type in INTEGERS: return int(standard)
    if field.type == F.TYPE_ENUM: return spelled(field, value)
    return standard


def ours(message):
    standard = json.loads(json_format.MessageToJson(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True))
    result = {}
    for field in message.DESCRIPTOR.fields:
        value, shown = getattr(message, field.name), standard.get(field.name)
        if is_map(field):
            item = field.message_type.fields_by_name["value"]
            key_text = lambda k: {True: "true", False: "false"}[k] if isinstance(k, bool) else str(k)
            result[field.name] = {key_text(k): single(item, value[k], shown[key_text(k)]) for k in value}
        elif is_repeated(field):
            result[field.name] = [single(field, v, s) for v, s in zip(value, shown)]
        elif field.has_presence and not message.HasField(field.name):
            if field.containing_oneof is None or len(field.containing_oneof.fields) == 1:
                result[field.name] = None
        else:
            result[field.name] = single(field, value, shown)
    return result


def as_input(r, message_json, descriptor):
    """The same as a client could write it: some unset fields left out, members shuffled."""
    items = []
    for name, value in message_json.items():
        field = descriptor.fields_by_name[name]
        nested = field.message_type if field.message_type is not None and not is_map(field) else None
        if value is None:
            # A null Value is a value; json_format's null for an unset one must not become that.
            if nested is not None and nested.full_name == "google.protobuf.Value" or r.random() < .5:
                continue
        if nested is not None and nested.full_name == "oracle.Everything" and value is not None:
            value = [as_input(r, v, nested) for v in value] if is_repeated(field) else as_input(r, value, nested)
        elif is_map(field) and name == "message_map":
            value = {k: as_input(r, v, descriptor) for k, v in value.items()}
        items.append((name, value))
    if r.random() < .5:
        r.shuffle(items)
    return dict(items)




# --- comparing

def same(expected, actual, field, path):
    """None, or where two JSON values differ."""
    if field is not None and field.message_type is not None and not is_map(field) and field.message_type.full_name in WRAPPERS:
        field = field.message_type.fields_by_name["value"]
    if isinstance(expected, dict):
        if not isinstance(actual, dict): return f"{path}: {actual!r} is no object"
        if field is None or field.message_type is not None and field.message_type.full_name == "oracle.Everything":
            if list(expected) != list(actual): return f"{path}: members {list(actual)} instead of {list(expected)}"
        elif expected.keys() != actual.keys(): return f"{path}: keys {actual.keys()} instead of {expected.keys()}"
        fields = EVERYTHING.fields_by_name
        for key in expected:
            if field is not None and is_map(field): inner = field.message_type.fields_by_name["value"]
            elif field is None or field.message_type.full_name == "oracle.Everything": inner = fields[key]
            else: inner = field
            problem = same(expected[key], actual[key], inner, f"{path}.{key}")
            if problem: return problem
        return None
    if isinstance(expected, list):
        if not isinstance(actual, list) or len(expected) != len(actual): return f"{path}: {actual!r} instead of {expected!r}"
        return next((p for i, (e, a) in enumerate(zip(expected, actual)) if (p := same(e, a, field, f"{path}[{i}]"))), None)
    if field is not None and field.type == F.TYPE_FLOAT and isinstance(actual, (int, float)):
        expected, actual = (struct.pack("<f", v) for v in (expected, actual))
    elif isinstance(expected, float) and isinstance(actual, (int, float)):
        expected, actual = (struct.pack("<d", v) for v in (expected, actual))
    elif expected is not None and field is not None and field.type in INTEGERS and type(actual) is not int:
        return f"{path}: {actual!r} is no integer"
    if isinstance(expected, bool) != isinstance(actual, bool) or expected != actual:
        return f"{path}: {actual!r} instead of {expected!r}"
    return None


def main():
    global EVERYTHING
    mode, directory = sys.argv[1], sys.argv[2]
    descriptors = os.path.join(directory, "oracle.pb")
    if mode == "generate":
        compile_proto(descriptors)
    everything = message_class(descriptors)
    EVERYTHING = everything.DESCRIPTOR
    cases = os.path.join(directory, "cases.tsv")
    if mode == "generate":
        r = random.Random(int(sys.argv[4]))
        with open(cases, "w", encoding="utf-8") as out:
            for _ in range(int(sys.argv[3])):
                message = everything()
                fill(r, message, 0)
                text_json = json.dumps(as_input(r, ours(message), EVERYTHING), ensure_ascii=r.random() < .5, allow_nan=False)
                out.write(f"{message.SerializeToString().hex()}\t{text_json}\n")
        return
    problems = []
    with open(cases, encoding="utf-8", newline="\n") as asked, open(os.path.join(directory, "results.tsv"), encoding="utf-8", newline="\n") as answered:
        lines = list(zip(asked.read().split("\n")[:-1], answered.read().split("\n")[:-1], strict=True))
    for number, (case, answer) in enumerate(lines):
        message, back = everything(), everything()
        message.ParseFromString(bytes.fromhex(case.split("\t", 1)[0]))
        answer_json, answer_wire = answer.split("\t")
        problem = same(ours(message), json.loads(answer_json), None, "")
        if problem: problems.append(f"case {number}, wire to JSON: {problem}")
        back.ParseFromString(bytes.fromhex(answer_wire))
        if message.SerializeToString(deterministic=True) != back.SerializeToString(deterministic=True):
            problem = same(ours(message), ours(back), None, "")
            problems.append(f"case {number}, JSON to wire: {problem or 'presence differs'}")
    print("\n".join(problems[:20]) or f"{len(lines)} messages agree")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
