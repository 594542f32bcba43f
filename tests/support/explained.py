"""What every JSON document of `smtpscope explain` must be."""
import json
import os

import jsonschema

import ground


def schema():
    folder = os.path.join(ground.SOURCE, "data")
    with open(os.path.join(folder, "explain.schema.json"), encoding="utf-8") as f:
        document = json.load(f)
    resolver = jsonschema.RefResolver("file://%s/" % folder, document)
    return jsonschema.Draft7Validator(document, resolver=resolver)


def faults_of_json(validator, text):
    for fault in validator.iter_errors(json.loads(text)):
        yield "against the schema: %s at %s" % (fault.message[:200], list(fault.absolute_path))
