# METADATA
# title: The release
# description: >-
#   The lists of a release, in one shape. A list that is absent is empty; what is not a list counts as one item, which
#   proves nothing.
package lib.release

import data.lib.finding

artifacts := listed(input.release, "artifacts")

datasets := listed(input.release, "datasets")

pipelines := listed(input.release, "pipelines")

feature_stores := listed(input.release, "feature_stores")

documents := listed(input.release, "documents")

validations := listed(input.release, "validations")

checklists := listed(input.release, "checklists")

waivers := listed(input.release, "waivers")

profiles := listed(input.release, "profiles")

dashboards := listed(part("monitoring"), "dashboards")

alerts := listed(part("monitoring"), "alerts")

# A part of the release, or an empty one.
part(name) := object.get(input.release, name, {})

listed(parent, name) := parent[name] if is_array(parent[name])

else := [other] if other := parent[name]

else := []

# Ids of the models among the artifacts.
models contains finding.name(artifact, ["artifacts", i]) if {
	some i, artifact in artifacts
	artifact.kind == "model"
}

# Digests by id of what a validation can measure.
digests[item.id] contains item.digest if {
	some item in array.concat(artifacts, datasets)
}

# Tables of predictions with what the lineage says that they were made from: a model, and the data that it saw.
predictions := [{"id": dataset.id, "digest": dataset.digest, "from": from} |
	some dataset in datasets
	dataset.role == "predictions"
	from := {edge.from | some edge in listed(input.release, "lineage"); edge.to == dataset.id}
]

# By validation: the digests of all that its evidence read, and of what the tables of predictions among that were made from.
reads[id] := own | behind if {
	some id, evidence in input.evidence
	own := {file.digest | some file in evidence.inputs}
	behind := {digest |
		some table in predictions
		own[table.digest]
		some from in table.from
		some digest in digests[from]
	}
}

# Whether a field of an item says something. Under `not`, give an item whole, as here: `not says(item.field)` is undefined,
# not true, where there is no such field, and the finding would be lost.
has(item, field) if says(item[field])

# Text that says something.
says(text) if {
	is_string(text)
	trim_space(text) != ""
}

has_digest(item) if {
	startswith(item.digest, "sha256:")
	count(item.digest) == 71
}

# Committed, and not promoted yet: only then its commits can tell who made it. What is promoted was judged when it was.
is_proposed if {
	not is_preview
	not is_promoted
}

is_preview if input.head.preview == true

is_promoted if {
	is_string(input.digest)
	input.base.digest == input.digest
}
