"""The part of JSON Schema that the rpc.discover document uses."""

import math

INT32 = (-2**31, 2**31 - 1)


def resolved(schema, document):
    reference = schema.get("$ref")
    if reference is None:
        return schema
    target = document
    for step in reference.removeprefix("#/").split("/"):
        target = target[step]
    return target


def is_type(value, name):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {"boolean": isinstance(value, bool), "string": isinstance(value, str), "array": isinstance(value, list),
            "object": isinstance(value, dict), "number": is_number,
            "integer": is_number and float(value).is_integer()}[name]


def range_of(schema):
    """The smallest and the largest allowed number, each None where there is no bound."""
    if schema.get("format") == "int32":
        return schema.get("minimum", INT32[0]), schema.get("maximum", INT32[1])
    return schema.get("minimum"), schema.get("maximum")


def one_past(bound, direction, is_integer):
    return bound + direction if is_integer else math.nextafter(bound, direction * math.inf)


def problems(value, schema, document, where="result"):
    """What keeps `value` from being what the schema says, one sentence each. Members that the schema does not name are
    one too."""
    schema = resolved(schema, document)
    if "oneOf" in schema:
        ways = [problems(value, way, document, where) for way in schema["oneOf"]]
        return [] if any(not way for way in ways) else [f"{where}: {value!r} is none of oneOf"]
    if "type" in schema and not is_type(value, schema["type"]):
        return [f"{where}: {value!r} is no {schema['type']}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is none of {schema['enum']}")
    if is_type(value, "number"):
        least, most = range_of(schema)
        if (least is not None and value < least) or (most is not None and value > most):
            found.append(f"{where}: {value} is outside {least}..{most}")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            found.append(f"{where}: {len(value)} elements")
        for index, element in enumerate(value):
            found += problems(element, schema.get("items", {}), document, f"{where}[{index}]")
    if isinstance(value, dict) and "properties" in schema:
        found += [f"{where}.{name}: missing" for name in schema.get("required", ()) if name not in value]
        for name, member in value.items():
            if name in schema["properties"]:
                found += problems(member, schema["properties"][name], document, f"{where}.{name}")
            else:
                found.append(f"{where}.{name}: not in the schema")
    return found


def wrong_value(schema, document):
    """A value that the schema does not allow because of its type; None when anything is allowed."""
    for candidate in (True, "wrong", 7):
        if problems(candidate, schema, document):
            return candidate
    return None


def has_enum(schema, document):
    schema = resolved(schema, document)
    return "enum" in schema or any("enum" in way for way in schema.get("oneOf", ()))
