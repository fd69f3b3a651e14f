"""The API's own description as OpenAPI, and the same as rows for a page."""

import copy
import inspect
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from heedful.web.api.ingest import responses
from heedful.web.api.operations import PROBLEMS, api
from heedful.web.api.shapes import (
    Asked,
    AskedComments,
    AskedDrivers,
    AskedPriorities,
    Brought,
    Paged,
    Response,
    Responses,
)

AT = "/api/v1/"
Schema = Mapping[str, Any]
# Shapes of what is asked; they stand beside the addresses that take them.
TAKEN = {one.__name__ for one in (Paged, Asked, AskedPriorities, AskedDrivers, AskedComments)}


@cache
def described() -> Schema:
    """The whole API in OpenAPI 3.1."""
    schema: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=AT[1:])))
    schema["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    schema.pop("servers")
    schema["paths"][f"{AT}responses"] = {"post": _bringing(schema)}
    for path in schema["paths"].values():
        for operation in path.values():
            operation["operationId"] = operation["operationId"].rpartition("operations_")[2]
            for status, response in operation["responses"].items():
                if status != "200":
                    told = response["content"].pop("application/json")
                    response["content"]["application/problem+json"] = told
    return schema


def _bringing(schema: dict[str, Any]) -> dict[str, Any]:
    """The one operation that the framework does not serve (see ingest)."""
    sent: dict[str, Any] = TypeAdapter(Responses | Response | Brought).json_schema(
        ref_template="#/components/schemas/{model}"
    )
    schema["components"]["schemas"] |= sent["$defs"]
    problem = {
        "description": "Problem",
        "content": {"application/json": {"schema": _ref("ProblemShape")}},
    }
    return {
        "operationId": "operations_responses",
        "summary": "Responses",
        "description": inspect.getdoc(responses),
        "parameters": [],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"anyOf": [_ref("Responses"), _ref("Response")]}}
            },
        },
        "responses": {
            "200": {
                "description": "OK",
                "content": {"application/json": {"schema": _ref("Brought")}},
            },
            **{str(status): copy.deepcopy(problem) for status in PROBLEMS},
        },
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    needed: bool
    told: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to ask; `gives` is the name of a shape."""

    method: str
    path: str
    told: str
    takes: Sequence[Field]
    gives: str


@dataclass(frozen=True, slots=True)
class ShapeRow:
    name: str
    told: str
    fields: Sequence[Field]


def operations() -> list[Operation]:
    """Every address with what it takes and gives."""
    return [
        Operation(
            method=method.upper(),
            path=path,
            told=operation["description"],
            takes=[_parameter(one) for one in operation.get("parameters", [])]
            or _body(operation.get("requestBody")),
            gives=_kind(_content(operation["responses"]["200"])),
        )
        for path, methods in described()["paths"].items()
        for method, operation in methods.items()
    ]


def shapes() -> list[ShapeRow]:
    """Every shape that is given, with its fields."""
    known = described()["components"]["schemas"]
    return [
        ShapeRow(name, _one_line(shape.get("description", "")), _fields(shape))
        for name, shape in known.items()
        if "properties" in shape and name not in TAKEN
    ]


def _parameter(one: Schema) -> Field:
    told = one.get("description") or one["schema"].get("description", "")
    return Field(one["name"], _kind(one["schema"]), bool(one.get("required")), _one_line(told))


def _body(body: Schema | None) -> Sequence[Field]:
    if body is None:
        return []
    names = _kind(_content(body)).split(" | ")
    return _fields(described()["components"]["schemas"][names[-1]])


def _content(of: Schema) -> Schema:
    schema: Schema = of["content"]["application/json"]["schema"]
    return schema


def _fields(shape: Schema) -> list[Field]:
    needed = shape.get("required", [])
    return [
        Field(name, _kind(one), name in needed, _one_line(one.get("description", "")))
        for name, one in shape["properties"].items()
    ]


def _kind(schema: Schema) -> str:
    """The type of a value in a few words."""
    match schema:
        case {"$ref": ref}:
            kind = _named(ref.rpartition("/")[2])
        case {"anyOf": several}:
            kind = " | ".join(map(_kind, several))
        case {"allOf": [one]}:
            kind = _kind(one)
        case {"enum": values}:
            kind = " | ".join(f"“{one}”" if one == "" else str(one) for one in values)
        case {"type": "array", "items": items}:
            kind = f"[{_kind(items)}]"
        case {"type": "object", "additionalProperties": dict(inner)}:
            kind = f"{{name: {_kind(inner)}}}"
        case _:
            kind = str(schema.get("format") or schema.get("type", "any"))
    return kind


def _named(name: str) -> str:
    """A shape by its name; a list of words by its words."""
    schema = described()["components"]["schemas"][name]
    return name if "properties" in schema else _kind(schema)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
