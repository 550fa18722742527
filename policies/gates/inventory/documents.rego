package gates.inventory

import data.lib.finding
import data.lib.release
import data.lib.result

# METADATA
# title: Documents that are demanded say something
# description: >-
#   A runbook of three words, a plan that is still to be written or a picture of a page helps nobody at night. How much a
#   document of each kind says at the least stands in policies/data/documents.yaml. One at an address is not read here.
# custom:
#   code: inventory.document_thin
#   severity: block
#   ground: measured
#   effective_on: "2027-03-01"
#   message: "{subject} {why}"
#   remedy: "Write it so that somebody who has not seen the system can act on it."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.8}
#     - {framework: ISO/IEC 42001, section: A.6.2.7}
#     - {framework: EU AI Act, section: Article 11}
#   follows: [inventory.file_missing, inventory.file_empty, inventory.file_elsewhere]
#   depends_on: [release.documents, release.tier, documents, files]
rules.document_thin := result.when(has_some(demanded_documents), demanded_documents, {found |
	some one in demanded_documents
	not is_written_out(one)
	found := finding.of(finding.show(one.document, ["path"]), one.at, {"why": thin(one)})
})

# Undefined where nobody knows what is asked: that is not the same as nothing.
has_some(items) := count(items) > 0 if {
	is_set(kinds_of_documents)
	is_object(data.documents)
}

# What is an address is not in the repository, and nobody reads it here.
demanded_documents := [{"document": document, "at": ["documents", i], "asks": asks} |
	some i, document in release.documents
	document.kind in kinds_of_documents
	not is_remote(document)
	asks := data.documents[document.kind]
]

is_remote(document) if is_address(document.path)

is_remote(document) if is_elsewhere(document)

# A pointer to bytes that are not here is refused as one.
is_elsewhere(document) if is_string(input.files[document.path].pointer)

is_written_out(one) if {
	held := input.documents[one.document.path]
	has_words(held, one.asks)
	count(marks(held)) == 0
}

has_words(held, asks) if {
	is_number(held.words)
	held.words >= asks.least_words
}

marks(held) := {word |
	some word in held.capitals
	word in data.placeholders.anywhere
} if {
	is_array(held.capitals)
}

thin(one) := $"holds {held.words} different words, fewer than {one.asks.least_words}" if {
	held := input.documents[one.document.path]
	is_number(held.words)
	not has_words(held, one.asks)
} else := $"still says {concat(", ", sort(found))}" if {
	found := marks(input.documents[one.document.path])
	count(found) > 0
} else := "is no text that can be read"

# METADATA
# title: Documents have the sections that people look for
# description: >-
#   What a model is for, what it was made from, how good it is and where it fails: whoever decides about it looks for these, and
#   a heading with nothing below is none. Names of sections, and the words that stand for them: policies/data/documents.yaml.
# custom:
#   code: inventory.section_missing
#   severity: block
#   ground: measured
#   effective_on: "2027-03-01"
#   message: "No {kind} says anything about {subject}"
#   remedy: "Write it below a heading that names it; policies/data/documents.yaml has the words that are looked for."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.8}
#     - {framework: ISO/IEC 42001, section: A.6.2.7}
#     - {framework: EU AI Act, section: Article 13}
#   follows: [inventory.document_missing, inventory.document_thin]
#   depends_on: [release.documents, release.tier, documents, files]
rules.section_missing := result.when(has_some(wanted_sections), wanted_sections, {found |
	some wanted in wanted_sections
	not has_section(wanted)
	found := finding.of(wanted.section, ["documents"], {"kind": wanted.kind})
})

wanted_sections := [{"kind": kind, "section": section, "words": words, "least": asks.least_section} |
	some kind in kinds_of_documents
	asks := data.documents[kind]
	some section, words in asks.sections
]

has_section(wanted) if {
	some document in release.documents
	document.kind == wanted.kind
	is_elsewhere(document)
}

has_section(wanted) if {
	some document in release.documents
	document.kind == wanted.kind
	some section in input.documents[document.path].sections
	some word in wanted.words
	contains(lower(section.title), word)
	is_number(section.words)
	section.words >= wanted.least
}
