# METADATA
# title: Inventory
# description: >-
#   What exactly is promoted: every part with its bytes, its version and where it was tested, nothing that is referred
#   to and not there, and a risk tier that fits what the release touches.
package gates.inventory

import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result

# METADATA
# title: A release promotes something
# description: A release without artifacts would pass every check on artifacts, because there is none to fail it.
# custom:
#   code: inventory.artifacts_missing
#   waivable: false
#   severity: block
#   ground: said
#   message: "The release lists no artifact"
#   remedy: "List under `artifacts` what is to be promoted, each with id, kind, version, path or uri, and digest."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 1.6}
#     - {framework: ISO/IEC 42001, section: A.4.2}
#   depends_on: [release.artifacts]
rules.artifacts_missing := result.each(release.artifacts, {finding.of("artifacts", ["artifacts"], {}) |
	not lists_artifacts
})

lists_artifacts if {
	some artifact in release.artifacts
	release.has(artifact, "id")
}

# METADATA
# title: Everything listed says what it is
# description: >-
#   An entry without id, kind or version can not be referred to, checked or found again. Models are recognised by their
#   kind, so an entry without one would escape what is asked of models.
# custom:
#   code: inventory.entry_incomplete
#   waivable: false
#   severity: block
#   ground: said
#   message: "{subject} lacks {lacks}"
#   remedy: "Add the field. Kinds of artifacts: model, service, library, image, configuration."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 1.6}
#     - {framework: ISO/IEC 42001, section: A.4.2}
#   depends_on: [release.artifacts, release.datasets, release.pipelines, release.feature_stores]
rules.entry_incomplete := result.each(entries, {found |
	some entry in entries
	some field in fields[entry.part]
	not release.has(entry.item, field)
	found := finding.on(entry.item, [entry.part, entry.index], {"lacks": field})
} | {found |
	some i, artifact in release.artifacts
	not has_kind(artifact)
	found := finding.on(artifact, ["artifacts", i], {"lacks": "a kind that is known"})
})

has_kind(artifact) if kinds[artifact.kind]

kinds := {"model", "service", "library", "image", "configuration"}

fields := {
	"artifacts": ["id", "version"],
	"datasets": ["id", "role"],
	"pipelines": ["id", "version"],
	"feature_stores": ["id", "version"],
}

entries := [{"part": part, "index": i, "item": item} |
	some part, items in {
		"artifacts": release.artifacts,
		"datasets": release.datasets,
		"pipelines": release.pipelines,
		"feature_stores": release.feature_stores,
	}
	some i, item in items
]

# METADATA
# title: An id names one thing
# description: Validations, lineage and earlier releases refer to ids. Where two things share one, a check may look at the wrong one.
# custom:
#   code: inventory.id_repeated
#   waivable: false
#   severity: block
#   ground: said
#   message: "The id {subject} is used more than once"
#   remedy: "Give each artifact, dataset, pipeline and feature store an id of its own."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.2}
#   depends_on: [release.artifacts, release.datasets, release.pipelines, release.feature_stores]
rules.id_repeated := result.each(entries, {found |
	some i, [id, part, index] in by_id
	by_id[i - 1][0] == id
	found := finding.of(finding.show([id], [0]), [part, index, "id"], {})
})

# Sorted, so that what shares an id stands side by side.
by_id := sort([[entry.item.id, entry.part, entry.index] | some entry in entries])

ids contains entry.item.id if some entry in entries

# METADATA
# title: Every artifact names its digest
# description: Without a digest nobody can say later which bytes were promoted.
# custom:
#   code: inventory.artifact_digest
#   waivable: false
#   severity: block
#   ground: said
#   message: "{subject} has no digest"
#   remedy: "Add `digest: sha256:...` to the artifact (sha256sum <file>)."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.2}
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: EU AI Act, section: Article 12}
#   depends_on: [release.artifacts]
rules.artifact_digest := result.each(release.artifacts, {found |
	some i, artifact in release.artifacts
	not release.has_digest(artifact)
	found := finding.on(artifact, ["artifacts", i], {})
})

# METADATA
# title: Every artifact says where it is
# description: What has neither a path in the repository nor an address can not be deployed, and not be looked at later.
# custom:
#   code: inventory.artifact_unlocated
#   severity: block
#   ground: said
#   message: "{subject} has neither path nor uri"
#   remedy: "Add `path:` (a file of the repository) or `uri:` (where the artifact is kept)."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.2}
#   depends_on: [release.artifacts]
rules.artifact_unlocated := result.each(release.artifacts, {found |
	some i, artifact in release.artifacts
	not located(artifact)
	found := finding.on(artifact, ["artifacts", i], {})
})

located(item) if release.says(item.path)

located(item) if release.says(item.uri)

# METADATA
# title: The files are the artifacts
# description: >-
#   The file of an artifact must have the digest that the release names. Otherwise what was reviewed and what is
#   promoted are two things.
# custom:
#   code: inventory.artifact_differs
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject}: {path} is {found}, not the file with the digest that the release names"
#   remedy: "Put the right file there, or correct `digest:` and measure again (pnpm gate validate)."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.2}
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#   depends_on: [release.artifacts, files]
rules.artifact_differs := result.if_any(paths(release.artifacts), differing("artifacts", release.artifacts))

# METADATA
# title: The files are the data sets
# description: As for artifacts. A figure says nothing once the data that it was measured on is another.
# custom:
#   code: inventory.dataset_differs
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject}: {path} is {found}, not the file with the digest that the release names"
#   remedy: "Put the right file there, or correct `digest:` and measure again (pnpm gate validate)."
#   references:
#     - {framework: ISO/IEC 42001, section: A.7.5}
#     - {framework: EU AI Act, section: Article 10}
#   depends_on: [release.datasets, files]
rules.dataset_differs := result.if_any(paths(release.datasets), differing("datasets", release.datasets))

paths(items) := [item.path | some item in items]

differing(part, items) := {found |
	some i, item in items
	path := item.path
	not is_file_of(item)
	not is_pointer(path)
	found := finding.on(item, [part, i, "path"], {"path": finding.show(item, ["path"]), "found": file(path)})
}

is_pointer(path) if input.files[path].pointer

is_file_of(item) if input.files[item.path].digest == item.digest

# METADATA
# title: Files are in the repository themselves
# description: >-
#   A pointer of Git LFS or DVC says where a file is kept. Whoever looks at the commit does not see the file, and whoever
#   keeps it can exchange it or lose it.
# custom:
#   code: inventory.file_elsewhere
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{path} is {what}, not the file itself"
#   remedy: "Commit the file itself (Git LFS: git lfs untrack {path}, then git add --renormalize {path}), or name it by `uri` and `digest` instead of `path`."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.2}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.artifacts, release.datasets, release.documents, files]
rules.file_elsewhere := result.if_any(attached, {found |
	some file in attached
	not is_itself(file.item.path)
	found := finding.on(file.item, file.at, {"path": file.item.path, "what": what_is(file.item.path)})
})

# What lacks its file is found by other rules.
attached := [{"item": item, "at": [part, i, "path"]} |
	some part, items in {
		"artifacts": release.artifacts,
		"datasets": release.datasets,
		"documents": release.documents,
	}
	some i, item in items
	input.files[item.path]
]

is_itself(path) if {
	object.get(input.files[path], "pointer", null) == null
	not endswith(path, ".dvc")
}

what_is(path) := $"a Git LFS pointer to {target}" if target := input.files[path].pointer

else := "a file of DVC, which points to it"

file(path) := digest if digest := input.files[path].digest

else := "no file"

# METADATA
# title: What is promoted holds something
# description: >-
#   A file of no bytes is no artifact and no data: what was measured on it was measured on nothing. It is known by its size,
#   and by the digest that all empty files share.
# custom:
#   code: inventory.entry_empty
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject} is empty: it holds not a single byte"
#   remedy: "Put the real file there, correct `digest:`, and measure again (pnpm gate validate)."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.2}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.artifacts, release.datasets, release.pipelines, release.feature_stores, files]
rules.entry_empty := result.each(entries, {found |
	some entry in entries
	not holds_something(entry.item)
	found := finding.on(entry.item, [entry.part, entry.index], {})
})

# Without a file of the repository the digest alone tells.
holds_something(item) if {
	object.get(item, "digest", "") != digest_of_nothing
	every file in [known | known := input.files[item.path]] {
		has_bytes(file)
	}
}

has_bytes(file) if {
	is_number(file.size)
	file.size > 0
}

digest_of_nothing := "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

# METADATA
# title: A model comes with its data
# description: >-
#   A model without the data that it was trained on can not be explained, and without a hold-out set not be judged.
# custom:
#   code: inventory.dataset_missing
#   severity: block
#   ground: said
#   message: "The release has a model, and no data set with the role {subject}"
#   remedy: "List it under `datasets` with `role: {subject}`, path and digest."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: ISO/IEC 42001, section: A.4.3}
#     - {framework: EU AI Act, section: Article 10}
#     - {framework: SR 11-7, section: IV}
#   depends_on: [release.datasets]
rules.dataset_missing := result.when(count(roles) > 0, roles, {finding.of(role, ["datasets"], {}) |
	some role in roles
	not role in dataset_roles
})

roles := demands.listed("datasets")

dataset_roles contains dataset.role if some dataset in release.datasets

# METADATA
# title: Every data set names its digest
# description: Figures are bound to the data that they were measured on by its digest.
# custom:
#   code: inventory.dataset_digest
#   severity: block
#   ground: said
#   message: "{subject} has no digest"
#   remedy: "Add `digest: sha256:...` to the data set (sha256sum <file>)."
#   references:
#     - {framework: ISO/IEC 42001, section: A.7.5}
#     - {framework: EU AI Act, section: Article 10}
#   depends_on: [release.datasets]
rules.dataset_digest := result.when((count(release.datasets) + count(roles)) > 0, release.datasets, {found |
	some i, dataset in release.datasets
	not release.has_digest(dataset)
	found := finding.on(dataset, ["datasets", i], {})
})

# METADATA
# title: Every artifact was tested where it matters
# description: What was not run in staging meets production for the first time when customers do.
# custom:
#   code: inventory.artifact_untested
#   severity: block
#   ground: said
#   message: "{subject} was not tested in {environment}"
#   remedy: "Test it there, then add {environment} to its `tested_in`."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#   depends_on: [release.artifacts, release.tier]
rules.artifact_untested := result.when(count(environments) > 0, release.artifacts, {found |
	some i, artifact in release.artifacts
	some environment in environments
	not tested(artifact, environment)
	found := finding.on(artifact, ["artifacts", i], {"environment": environment})
})

environments := demands.listed("tested_in")

tested(artifact, environment) if {
	is_array(artifact.tested_in)
	environment in artifact.tested_in
}

# METADATA
# title: Every artifact lists what it depends on
# description: >-
#   A fault in a dependency is a fault in the release. An empty list says that there is none; no list says nothing.
# custom:
#   code: inventory.dependencies_missing
#   severity: block
#   ground: said
#   message: "{subject} does not list its dependencies, each with a version"
#   remedy: "Add `dependencies:` with id and version of each, or `dependencies: []` if there is none."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 6.1}
#     - {framework: NIST AI RMF, section: MAP 4.1}
#     - {framework: ISO/IEC 42001, section: A.10.3}
#   depends_on: [release.artifacts, release.tier]
rules.dependencies_missing := result.when("dependencies-listed" in demands.practices, release.artifacts, {found |
	some i, artifact in release.artifacts
	not lists_dependencies(artifact)
	found := finding.on(artifact, ["artifacts", i], {})
})

lists_dependencies(artifact) if {
	is_array(artifact.dependencies)
	every dependency in artifact.dependencies {
		release.says(dependency.id)
		release.says(dependency.version)
	}
}

# METADATA
# title: Lineage refers to what is listed
# description: An edge to something that is not in the inventory leads nowhere.
# custom:
#   code: inventory.lineage_unlisted
#   severity: block
#   ground: said
#   message: "Lineage names {subject}, which is not listed"
#   remedy: "List it as an artifact, data set, feature store or pipeline, or correct the id."
#   references:
#     - {framework: ISO/IEC 42001, section: A.7.5}
#     - {framework: NIST AI RMF, section: MAP 2.3}
#   depends_on: [release.lineage]
rules.lineage_unlisted := result.if_any(edges, {found |
	some i, edge in edges
	some side in ["from", "to"]
	not is_listed(edge, side)
	found := finding.of(finding.show(edge, [side]), ["lineage", i], {})
} | {found |
	some i, edge in edges
	pipeline := edge.by
	not pipeline in ids
	found := finding.of(finding.show(edge, ["by"]), ["lineage", i, "by"], {})
})

is_listed(edge, side) if ids[edge[side]]

edges := release.listed(input.release, "lineage")

# METADATA
# title: The documents that people will look for exist
# description: >-
#   A model card says what a model is for and where it fails; a runbook says what to do at night; a plan says what to do
#   when people may be harmed.
# custom:
#   code: inventory.document_missing
#   severity: block
#   ground: said
#   message: "The release has no document of the kind {subject}"
#   remedy: "Write it and list it under `documents` with `kind: {subject}` and its path."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.8}
#     - {framework: ISO/IEC 42001, section: A.6.2.7}
#     - {framework: EU AI Act, section: Article 11}
#   depends_on: [release.documents, release.tier]
rules.document_missing := result.when(count(kinds_of_documents) > 0, kinds_of_documents, {found |
	some kind in kinds_of_documents
	not has_document(kind)
	found := finding.of(kind, ["documents"], {})
})

kinds_of_documents := demands.listed("documents")

has_document(kind) if {
	some document in release.documents
	document.kind == kind
	release.says(document.path)
}

# METADATA
# title: Files that the release refers to exist
# description: A reference to a file that is not there looks like a proof and is none.
# custom:
#   code: inventory.file_missing
#   severity: block
#   ground: measured
#   message: "{subject} is not in the repository"
#   remedy: "Add the file, or correct the path; paths are relative to the folder of the release."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.7}
#     - {framework: SOC 2, section: CC2.1}
#   depends_on: [release.documents, release.checklists, release.monitoring, release.environments, files]
rules.file_missing := result.if_any(references, {found |
	some reference in references
	not is_in_repository(reference)
	not is_address(reference.path)
	found := finding.of(finding.show(reference, ["path"]), reference.at, {})
})

is_in_repository(reference) if is_string(input.files[reference.path].digest)

is_address(path) if startswith(path, "https://")

references := array.flatten([
	[{"path": document.path, "at": ["documents", i, "path"]} | some i, document in release.documents],
	[{"path": dashboard.source, "at": ["monitoring", "dashboards", i, "source"]} | some i, dashboard in release.dashboards],
	[{"path": alert.runbook, "at": ["monitoring", "alerts", i, "runbook"]} | some i, alert in release.alerts],
	[{"path": item.evidence, "at": ["checklists", i, "items", j, "evidence"]} |
		some i, list in release.checklists
		some j, item in list.items
	],
	[{"path": path, "at": ["environments", "infrastructure", "source"]} |
		path := release.part("environments").infrastructure.source
	],
])

# METADATA
# title: Files that the release refers to hold something
# description: An empty document, dashboard, runbook or attachment looks like a proof from afar, and is none.
# custom:
#   code: inventory.file_empty
#   severity: block
#   ground: measured
#   effective_on: "2027-01-15"
#   message: "{subject} is empty: it holds not a single byte"
#   remedy: "Write it, or take the reference out where nothing demands it."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.7}
#     - {framework: SOC 2, section: CC2.1}
#   depends_on: [release.documents, release.checklists, release.monitoring, release.environments, files]
rules.file_empty := result.if_any(references, {found |
	some reference in references
	file := input.files[reference.path]
	not has_bytes(file)
	found := finding.of(finding.show(reference, ["path"]), reference.at, {})
})

# METADATA
# title: The tier fits what the release touches
# description: >-
#   A team may ask more of itself than it must, never less: personal data, customers, decisions about people, regulation
#   and danger each imply a least tier, and so do profiles. The release is judged by the higher one in any case.
# custom:
#   code: inventory.tier_too_low
#   waivable: false
#   severity: block
#   ground: said
#   message: "The tier is {subject}; what the release touches implies {implied}"
#   remedy: "Set `tier: {implied}`, or correct `traits` if they say too much."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 1.3}
#     - {framework: ISO/IEC 42001, section: A.5.2}
#     - {framework: EU AI Act, section: Article 6}
#   depends_on: [release.tier, release.traits, release.profiles]
rules.tier_too_low := result.each([demands.tier], {found |
	demands.tier != input.release.tier
	found := finding.of(input.release.tier, ["tier"], {"implied": demands.tier})
})

# METADATA
# title: The release says what it touches
# description: The least tier follows from the traits. What is not said would count as "no", so all of them are asked.
# custom:
#   code: inventory.trait_unstated
#   waivable: false
#   severity: block
#   ground: said
#   message: "The release does not say whether it is: {subject}"
#   remedy: "Add `{subject}: true` or `{subject}: false` under `traits`."
#   references:
#     - {framework: NIST AI RMF, section: MAP 1.1}
#     - {framework: ISO/IEC 42001, section: A.5.2}
#   depends_on: [release.traits]
rules.trait_unstated := result.each(traits, {found |
	some trait in traits
	not is_stated(trait)
	found := finding.of(trait, ["traits", trait], {})
})

is_stated(trait) if is_boolean(release.part("traits")[trait])

traits contains trait if some trait in data.tiers[_].implied_by[_]

# METADATA
# title: Profiles exist
# description: A misspelt profile would ask for nothing.
# custom:
#   code: inventory.profile_unknown
#   waivable: false
#   severity: block
#   ground: said
#   message: "There is no profile {subject}"
#   remedy: "Correct the name (the profiles are the folders of policies/profiles), or add the profile first."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 1.1}
#   depends_on: [release.profiles]
rules.profile_unknown := result.if_any(release.profiles, {found |
	some i, profile in release.profiles
	not data.profiles[profile].least_tier
	found := finding.of(finding.show(release.profiles, [i]), ["profiles", i], {})
})

# METADATA
# title: A known person answers for the release
# description: Somebody must be there to ask, by a name that the trust root knows.
# custom:
#   code: inventory.owner_unknown
#   severity: block
#   ground: said
#   message: "{subject} is not a person of the trust root"
#   remedy: "Set `owner.contact` to the id of a person in policies/trust/root.yaml."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC1.3}
#   depends_on: [release.owner, principals]
rules.owner_unknown := result.each([owner], {found |
	not is_owned
	found := finding.of(finding.show(owner, ["contact"]), ["owner", "contact"], {})
})

is_owned if input.principals[owner.contact].kind == "person"

owner := release.part("owner")

# METADATA
# title: Nothing is left to be written
# description: A placeholder that went through review tells that nobody read it.
# custom:
#   code: inventory.placeholder
#   severity: block
#   ground: said
#   message: "{subject} is still to be written: {text}"
#   remedy: "Write it. What does not apply can be left out where it is not demanded."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.7}
#   depends_on: [release]
rules.placeholder := result.each(texts, {found |
	is_marked
	walk(input.release, [path, value])
	is_string(value)
	is_placeholder(value)
	found := finding.of(concat(".", [$"{step}" | some step in path]), path, {"text": substring(value, 0, 60)})
})

# What people wrote in sentences.
texts := [text |
	some text in array.flatten([
		input.release.summary,
		fields_of(release.listed(input.release, "work_items"), ["title"]),
		fields_of(release.listed(release.part("expectations"), "privacy"), ["how"]),
		[item.note | some list in release.checklists; some item in list.items],
		fields_of([object.get(release.part("rollback"), "target", {})], ["how"]),
		fields_of([object.get(release.part("rollback"), "rehearsal", {})], ["notes"]),
		fields_of(release.listed(release.part("rollback"), "triggers"), ["metric", "threshold", "window"]),
		fields_of(release.listed(release.part("rollback"), "steps"), ["step"]),
		fields_of(release.alerts, ["condition"]),
		[text | some text in release.part("review")],
		fields_of([object.get(release.part("review"), "risk_appetite", {})], ["statement"]),
		fields_of(release.listed(release.part("review"), "service_levels"), ["objective", "target", "effect"]),
		fields_of(release.listed(release.part("review"), "obligations"), ["name", "how"]),
		fields_of(release.listed(release.part("review"), "learnings"), ["how"]),
		fields_of(release.waivers, ["reason"]),
	])
	is_string(text)
]

fields_of(items, names) := [item[name] | some item in items; some name in names]

# One look at all of them together is much cheaper than a walk, and most releases hold no placeholder.
is_marked if {
	whole := concat("\n", texts)
	some word in data.placeholders.anywhere
	contains(whole, word)
}

is_marked if {
	some text in texts
	placeholders[text]
}

is_placeholder(value) if {
	some word in data.placeholders.anywhere
	contains(value, word)
}

is_placeholder(value) if placeholders[value]

placeholders contains word if some word in data.placeholders.alone

# METADATA
# title: What is promoted does not change
# description: >-
#   A version that is on the base is what people signed for and what runs. A change of it, however small, is another
#   version.
# custom:
#   code: inventory.promoted_changed
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "{subject} is promoted already, and differs from what was promoted"
#   remedy: "Restore the folder as it is on the base, and make the change in a new version."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: ISO/IEC 27001, section: A.8.32}
#     - {framework: EU AI Act, section: Article 12}
#   depends_on: [base, head, digest]
rules.promoted_changed := result.when(is_promoted, [input.path], {found |
	not is_as_promoted
	found := finding.of(input.path, [], {})
})

is_as_promoted if input.digest == input.base.digest

# On the base, and looked at from somewhere else. Undefined where the facts do not say, which blocks.
is_promoted := false if input.base.digest == null

else := input.head.commit != input.base.commit if is_string(input.base.digest)
