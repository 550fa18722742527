# METADATA
# title: Lineage
# description: >-
#   Where a model comes from, without a gap: from a source through preprocessing to the data, through training to the
#   model, and from the hold-out data to a measurement of it. Asked of releases with a model. That each id is listed, and
#   that artifacts and data sets have digests, is asked by the inventory.
package gates.lineage

import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result

is_demanded := "lineage-complete" in demands.practices

# `to` was made from `from` by `by`.
edges := release.listed(input.release, "lineage")

# METADATA
# title: Every step names its pipeline
# description: Data that nobody knows how to make again can not be corrected, and a model not be trained again.
# custom:
#   code: lineage.pipeline_unnamed
#   severity: block
#   ground: said
#   message: "It is not said which pipeline made {subject} from {from}"
#   remedy: "Set `by` to the id of a pipeline that is listed under `pipelines`."
#   references:
#     - {framework: NIST AI RMF, section: MAP 2.3}
#     - {framework: ISO/IEC 42001, section: A.7.6}
#     - {framework: EU AI Act, section: Article 10}
#   depends_on: [release.lineage, release.pipelines, release.artifacts, release.tier]
rules.pipeline_unnamed := result.when(is_demanded, edges, {found |
	some i, edge in edges
	not is_made_by_pipeline(edge)
	found := about_edge(edge, i)
})

is_made_by_pipeline(edge) if pipelines[edge.by]

pipelines contains pipeline.id if some pipeline in release.pipelines

about_edge(edge, i) := finding.of(finding.show(edge, ["to"]), ["lineage", i], {"from": finding.show(edge, ["from"])})

# METADATA
# title: Sources and pipelines have digests
# description: A name and a version can be given twice; a digest says which definition of features, which code it was.
# custom:
#   code: lineage.component_digest
#   severity: block
#   ground: said
#   message: "{subject} has no digest"
#   remedy: "Add `digest: sha256:...` of what defines it: the commit's archive, the image, the feature definitions."
#   references:
#     - {framework: ISO/IEC 42001, section: A.7.5}
#     - {framework: EU AI Act, section: Article 12}
#   depends_on: [release.pipelines, release.feature_stores, release.artifacts, release.tier]
rules.component_digest := result.when(is_demanded, components, {found |
	some one in components
	not release.has_digest(one.item)
	found := finding.on(one.item, one.at, {})
})

components := [{"item": item, "at": [part, i]} |
	some part, items in {"feature_stores": release.feature_stores, "pipelines": release.pipelines}
	some i, item in items
]

# METADATA
# title: Nothing is made from itself
# description: A circle has no beginning, so nothing in it has an origin.
# custom:
#   code: lineage.cycle
#   severity: block
#   ground: said
#   message: "{subject} is made from {from}, which is made from {subject}"
#   remedy: "Correct the direction of the edge: `to` is what was made from `from`."
#   references:
#     - {framework: ISO/IEC 42001, section: A.7.5}
#   depends_on: [release.lineage, release.artifacts, release.tier]
rules.cycle := result.when(is_demanded, edges, {found |
	some i, edge in edges
	not leads_on(edge)
	found := about_edge(edge, i)
})

leads_on(edge) if count({edge.to} & ({edge.from} | origins_of(edge.from))) == 0

# What each thing was made from: in one step, and in any number of them.
made_from[edge.to] contains edge.from if some edge in edges

origins[id] := graph.reachable(graph_of_edges, sources) if some id, sources in made_from

# `reachable` finds only what is a key.
graph_of_edges := object.union({edge.from: set() | some edge in edges}, made_from)

origins_of(id) := object.get(origins, id, set())

# METADATA
# title: Nothing is left hanging
# description: What is listed and leads nowhere is either not part of the release, or of a step that nobody told.
# custom:
#   code: lineage.unconnected
#   severity: block
#   ground: said
#   message: "No edge of the lineage names {subject}"
#   remedy: "Add the edge that it has a part in, or take it from the list."
#   references:
#     - {framework: NIST AI RMF, section: MAP 2.3}
#     - {framework: ISO/IEC 42001, section: A.7.5}
#   depends_on: [release.lineage, release.datasets, release.pipelines, release.feature_stores, release.artifacts, release.tier]
rules.unconnected := result.when(is_demanded, connectable, {found |
	some one in connectable
	not is_connected(one)
	found := finding.on(one.item, one.at, {})
})

# Data that models learn from or are judged on is asked for more, below.
connectable := array.concat(components, datasets({"reference", "production"}))

is_connected(one) if named[one.item.id]

named contains edge[side] if {
	some edge in edges
	some side in ["from", "to", "by"]
}

datasets(roles) := [{"item": dataset, "at": ["datasets", i]} |
	some i, dataset in release.datasets
	dataset.role in roles
]

# METADATA
# title: It is known what the data was made from
# description: >-
#   Data that a model learns from or is judged on came from somewhere, by some preprocessing. A fault in it is found only
#   by who can follow it back.
# custom:
#   code: lineage.origin_missing
#   severity: block
#   ground: said
#   message: "The lineage does not say what {subject} was made from"
#   remedy: "Add `{from: <feature store or source data>, to: {subject}, by: <pipeline>}` under `lineage`."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: ISO/IEC 42001, section: A.7.3}
#     - {framework: ISO/IEC 42001, section: A.7.5}
#     - {framework: EU AI Act, section: Article 10}
#     - {framework: SR 11-7, section: IV}
#   depends_on: [release.lineage, release.datasets, release.artifacts, release.tier]
rules.origin_missing := result.when(is_demanded, made_data, {found |
	some one in made_data
	not has_origin(one)
	found := finding.on(one.item, one.at, {})
})

made_data := datasets({"training", "validation", "holdout"})

has_origin(one) if count(made_from[one.item.id]) > 0

# METADATA
# title: Every model comes from training data
# description: A model that no training data leads to was made by nobody knows what.
# custom:
#   code: lineage.model_untrained
#   severity: block
#   ground: said
#   message: "No training data leads to {subject}"
#   remedy: "Add the edges from a data set with `role: training` to {subject} under `lineage`, each with its pipeline."
#   references:
#     - {framework: NIST AI RMF, section: MAP 2.3}
#     - {framework: ISO/IEC 42001, section: A.7.5}
#     - {framework: EU AI Act, section: Article 11}
#     - {framework: SR 11-7, section: IV}
#   depends_on: [release.lineage, release.datasets, release.artifacts, release.tier]
rules.model_untrained := result.when(is_demanded, models, {found |
	some model in models
	not is_trained(model)
	found := finding.on(model.item, model.at, {})
})

models := [{"item": artifact, "at": ["artifacts", i]} |
	some i, artifact in release.artifacts
	artifact.kind == "model"
]

is_trained(model) if {
	some one in training_data
	one.item.id in origins_of(model.item.id)
}

# METADATA
# title: All training data leads to a model
# description: Data that is listed for training and that no model came from hides what the models did come from.
# custom:
#   code: lineage.training_unused
#   severity: block
#   ground: said
#   message: "{subject} is listed for training, and leads to no model"
#   remedy: "Add the edges from {subject} to the model that learned from it, or correct its `role`."
#   references:
#     - {framework: ISO/IEC 42001, section: A.7.5}
#     - {framework: EU AI Act, section: Article 10}
#   depends_on: [release.lineage, release.datasets, release.artifacts, release.tier]
rules.training_unused := result.when(is_demanded, training_data, {found |
	some one in training_data
	not is_learned_from(one)
	found := finding.on(one.item, one.at, {})
})

training_data := datasets({"training"})

is_learned_from(one) if {
	some model in models
	one.item.id in origins_of(model.item.id)
}

# METADATA
# title: Every model was evaluated on all hold-out data
# description: >-
#   The last part of the way is not told but measured: evidence of a plugin that evaluates models, which read exactly the
#   bytes of this model and of this data, or those of a table of predictions that was made from both.
# custom:
#   code: lineage.evaluation_missing
#   severity: block
#   ground: measured
#   message: "{model} was not evaluated on {dataset}, as both are now"
#   remedy: "Add a validation with `subject: {model}` that reads {dataset}, then run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.3}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: EU AI Act, section: Article 15}
#     - {framework: SR 11-7, section: V}
#   depends_on: [release.validations, release.datasets, release.artifacts, release.tier, evidence]
#   follows: [validation.evidence_missing, validation.evidence_broken, validation.evidence_error]
rules.evaluation_missing := result.when(is_demanded, pairs, {found |
	some pair in pairs
	not is_evaluated(pair)
	found := about_pair(pair, ["validations"])
})

pairs := [{"model": model.item, "dataset": one.item, "at": one.at} |
	some model in models
	some one in datasets({"holdout"})
]

is_evaluated(pair) if {
	some read in evaluations[pair.model.id]
	pair.model.digest in read
	pair.dataset.digest in read
}

# By model: the digests that each evaluation of it read.
evaluations[declared.subject] contains read if {
	some declared in release.validations
	data.plugins[declared.plugin].per_model == true
	input.evidence[declared.id].status == "measured"
	read := release.reads[declared.id]
}

about_pair(pair, at) := finding.of($"{words.model} on {words.dataset}", at, words) if {
	words := {"model": finding.show(pair, ["model", "id"]), "dataset": finding.show(pair, ["dataset", "id"])}
}

# METADATA
# title: No model comes from its hold-out data
# description: A model that has seen the questions is not examined by them.
# custom:
#   code: lineage.holdout_leaks
#   severity: block
#   ground: said
#   message: "{dataset} is hold-out data, and leads to {model}"
#   remedy: "Train without {dataset}, and measure again. An edge says `was made from`; a measurement is no edge."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: EU AI Act, section: Article 10}
#     - {framework: SR 11-7, section: V}
#   depends_on: [release.lineage, release.datasets, release.artifacts, release.tier]
rules.holdout_leaks := result.when(is_demanded, pairs, {found |
	some pair in pairs
	not is_kept_apart(pair)
	found := about_pair(pair, pair.at)
})

is_kept_apart(pair) if count({pair.dataset.id} & origins_of(pair.model.id)) == 0
