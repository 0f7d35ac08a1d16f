#!/usr/bin/env python3
"""Writes kinds.json and types.json, the sandbox's tables of built-in kinds, from facts a real API server publishes.

    extract.py DUMP_DIR GO_SOURCES OUT_DIR

DUMP_DIR    for each group version GV (with / written _): GV.disc.json (its resource list) and GV.v3.json (its OpenAPI v3)
GO_SOURCES  checkouts api/ and apimachinery/ of the same release; only struct tags are read: which fields vanish when they
            are zero, and protobuf field numbers. OpenAPI does not say either.
Run it again for a new Kubernetes release; nothing in the output is edited by hand."""
import glob, json, os, re, sys

dump, sources, out = sys.argv[1:4]
SKIP = re.compile(r"(bindings|componentstatuses|podtemplates|csi.*|volumeattachments|volumeattributesclasses|ipaddresses|servicecidrs|resourceslices|mutatingadmission.*|validatingadmissionpolic.*)(/.*)?$")
schemas = {}
kinds = []
for disc in sorted(glob.glob(dump + "/*.disc.json")):
    gv = json.load(open(disc))
    doc = json.load(open(disc.replace(".disc.json", ".v3.json")))
    schemas.update(doc["components"]["schemas"])
    group, _, version = gv["groupVersion"].rpartition("/")
    by_kind = {}
    for name, s in doc["components"]["schemas"].items():
        for k in s.get("x-kubernetes-group-version-kind", []):
            if k["group"] == group and k["version"] == version:
                by_kind[k["kind"]] = name
    for r in gv["resources"]:
        if SKIP.match(r["name"]) or "/" in r["name"]:
            continue
        subs = sorted(x["name"].split("/")[1] for x in gv["resources"] if x["name"].startswith(r["name"] + "/"))
        kinds.append({"group": group, "version": version, "kind": r["kind"], "plural": r["name"], "singular": r["singularName"],
                      "namespaced": r["namespaced"], "shortNames": r.get("shortNames", []), "categories": r.get("categories", []),
                      "verbs": r["verbs"], "subresources": [s for s in subs if s in ("status", "scale", "binding", "eviction", "finalize")],
                      "type": by_kind[r["kind"]]})

# ---- Go struct tags: (package directory, struct) -> {json name: (pointer, omitempty, protobuf number)} with embedded structs by name
structs = {}
FIELD = re.compile(r"^\s*(?:(\w+)\s+)?([\[\]*\w.]+)\s+`(.*)`")
for path in glob.glob(sources + "/**/*.go", recursive=True):
    current, text = None, open(path).read()
    for line in text.split("\n"):
        m = re.match(r"type (\w+) struct {", line)
        if m:
            current = structs.setdefault((os.path.dirname(path), m[1]), {})
        elif line.startswith("}"):
            current = None
        elif current is not None and (m := FIELD.match(line)):
            tag = re.search(r'json:"([^"]*)"', m[3])
            pb = re.search(r'protobuf:"(\w+),(\d+),(\w+)', m[3])
            if not tag:
                continue
            name, _, opts = tag[1].partition(",")
            # A time is a struct: "omitempty" never drops it, it is written as null.
            dropped = "omitzero" in opts or ("omitempty" in opts and m[2] not in ("metav1.Time", "metav1.MicroTime", "Time", "MicroTime"))
            current[name or "<" + m[2].split(".")[-1] + ">"] = (m[2], dropped, int(pb[2]) if pb else 0, pb[1] if pb else "")


def go_struct(definition):
    parts = definition.split(".")
    if definition.startswith("io.k8s.api."):
        d = "/".join(parts[3:-1])
        if d.startswith("rbac"): d = "rbac/v1"
        key = (f"{sources}/api/{d}", parts[-1])
    else:
        key = (sources + "/apimachinery/" + "/".join(parts[3:-1]), parts[-1])
    return structs.get(key)


def short(definition):
    return ".".join(definition.split(".")[-3:])


types, todo = {}, [k["type"] for k in kinds]
SPECIAL = {"IntOrString": "intOrString", "Quantity": "quantity", "FieldsV1": "any", "RawExtension": "any", "JSON": "any",
           "Time": "time", "MicroTime": "microTime", "Duration": "string", "JSONSchemaPropsOrArray": "any", "JSONSchemaPropsOrBool": "any",
           "JSONSchemaPropsOrStringArray": "any", "CustomResourceSubresourceStatus": "any"}


def compact(s):
    """One type: a string for a scalar or a named struct, an object for lists and maps."""
    ref = s.get("$ref") or (s.get("allOf") or [{}])[0].get("$ref")
    if ref:
        d = ref.split("/")[-1]
        special = SPECIAL.get(d.split(".")[-1])
        if special:
            return special
        todo.append(d)
        return "#" + short(d)
    t = s.get("type")
    if t == "array":
        kind, extra = s.get("x-kubernetes-list-type"), {}
        if kind == "map":
            extra = {"keys": s["x-kubernetes-list-map-keys"]}
        elif kind == "set":
            extra = {"set": True}
        elif kind is None and "merge" in s.get("x-kubernetes-patch-strategy", ""):
            key = s.get("x-kubernetes-patch-merge-key")
            extra = {"keys": [key]} if key else {"set": True}
        return {"list": compact(s["items"]), **extra}
    if t == "object":
        if "additionalProperties" in s:
            return {"map": compact(s["additionalProperties"]), **({"atomic": True} if s.get("x-kubernetes-map-type") == "atomic" else {})}
        return "any"
    if t == "string" and s.get("format") == "byte":
        return "bytes"
    return {"integer": "integer", "number": "number", "boolean": "boolean", "string": "string"}.get(t, "any")


while todo:
    definition = todo.pop()
    if short(definition) in types:
        continue
    s, go = schemas[definition], go_struct(definition)
    if go is None and definition.startswith(("io.k8s.api.", "io.k8s.apimachinery")):
        print("no Go struct for", definition, file=sys.stderr)
    entry = types[short(definition)] = {}
    if s.get("x-kubernetes-map-type") == "atomic":
        entry["atomic"] = True
    flat = dict(go or {})
    for name, tag in (go or {}).items():
        if name.startswith("<"):  # an embedded struct: its fields are ours; in protobuf it is a message of its own
            d = next((x for x in schemas if x.split(".")[-1] == name.strip("<>*") and x.startswith("io.k8s.api.core")), None)
            for inner, itag in (go_struct(d) or {} if d else {}).items():
                flat.setdefault(inner, (itag[0], itag[1], 0, ""))
                if tag[2]:
                    entry.setdefault("embeds", {}).setdefault(str(tag[2]), {})[str(itag[2])] = inner
    fields = entry["fields"] = {}
    required = set(s.get("required", []))
    for name, p in sorted(s.get("properties", {}).items()):
        f = fields[name] = {"type": compact(p)}
        tag = flat.get(name)
        scalar = isinstance(f["type"], str) and not f["type"].startswith("#")
        if p.get("default") == {} and not scalar:
            f["present"] = True
        elif "default" in p and p["default"] not in ("", 0, False, {}):
            f["default"] = p["default"]
        if (name in required) if not tag else not tag[1]:
            f["required"] = True
        if tag and tag[1] and scalar and not tag[0].startswith(("*", "[")) and f["type"] not in ("quantity", "any", "time", "microTime"):
            f["omitZero"] = True
        if tag and tag[2]:
            f["pb"] = tag[2]
        if "enum" in p:
            f["enum"] = p["enum"]
        strategy = p.get("x-kubernetes-patch-strategy")
        if strategy:
            f["patch"] = strategy
            if "x-kubernetes-patch-merge-key" in p:
                f["mergeKey"] = p["x-kubernetes-patch-merge-key"]
        if p.get("x-kubernetes-map-type") == "atomic" and isinstance(f["type"], str):
            f["atomic"] = True

for k in kinds:
    k["type"] = short(k["type"])
line = lambda v: json.dumps(v, separators=(",", ":"))
with open(out + "/kinds.json", "w") as o:
    o.write("[\n" + ",\n".join(line(k) for k in kinds) + "\n]\n")
with open(out + "/types.json", "w") as o:
    o.write("{\n" + ",\n".join(json.dumps(t) + ":" + line(v) for t, v in sorted(types.items())) + "\n}\n")
