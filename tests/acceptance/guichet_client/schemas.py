# SPDX-License-Identifier: Apache-2.0
"""The JSON Schemas of api/schemas: a file for each version of the standard and each wire form."""
import functools
import json
import pathlib

import jsonschema

FOLDER = pathlib.Path(__file__).resolve().parents[3] / "api/schemas"
VERSIONS = ("v1.4.2", "v1.6.2")
FORMS = ("compatible", "strict")


@functools.lru_cache(maxsize=None)
def definitions(version, form):
    document = json.loads((FOLDER / version / f"{form}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(document)
    return document["$defs"]


@functools.lru_cache(maxsize=None)
def validator(version, form, component):
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{component}", "$defs": definitions(version, form)})


def faults(version, form, component, body):
    """What keeps `body` from being this component of the version in the form; nothing if it is one."""
    return [f"{list(fault.path)}: {fault.message[:300]}" for fault in validator(version, form, component).iter_errors(body)]


def is_valid(version, form, component, body):
    return validator(version, form, component).is_valid(body)
