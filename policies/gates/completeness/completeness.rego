# METADATA
# title: Completeness
# description: >-
#   Whether it is finished: the work that the release stands for is listed and closed, and what is known to be wrong with
#   it is said.
package gates.completeness

import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result

work_items := release.listed(input.release, "work_items")

# METADATA
# title: The work is listed
# description: A release that stands for no work item can not be traced back to anybody who asked for it.
# custom:
#   code: completeness.work_items_missing
#   severity: block
#   ground: said
#   message: "The release lists no work item"
#   remedy: "List under `work_items` what the release was made for, each with id, title and status."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.2}
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#   depends_on: [release.work_items, release.tier]
rules.work_items_missing := result.when(
	"work-items-listed" in demands.practices,
	work_items,
	{finding.of("work items", ["work_items"], {}) | not lists_work},
)

lists_work if {
	some item in work_items
	release.has(item, "id")
}

# METADATA
# title: Every work item says what it is
# description: An entry without id or title can not be looked up; one without a known status is neither done nor open.
# custom:
#   code: completeness.work_item_incomplete
#   waivable: false
#   severity: block
#   ground: said
#   message: "{subject} lacks {lacks}"
#   remedy: "Give it id, title and `status: open` or `status: closed`, as the tracker has them."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.2}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.work_items]
rules.work_item_incomplete := result.if_any(work_items, {found |
	some i, item in work_items
	some field in ["id", "title"]
	not release.has(item, field)
	found := finding.on(item, ["work_items", i], {"lacks": field})
} | {found |
	some i, item in work_items
	not has_status(item)
	found := finding.on(item, ["work_items", i], {"lacks": "a status that is known"})
})

has_status(item) if item.status in {"open", "closed"}

# METADATA
# title: A work item is listed once
# description: A waiver names a work item by its id. Where two share one, it would let go both.
# custom:
#   code: completeness.work_item_repeated
#   waivable: false
#   severity: block
#   ground: said
#   message: "The work item {subject} is listed more than once"
#   remedy: "Remove the entry that is not true."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.work_items]
rules.work_item_repeated := result.if_any(work_items, {found |
	some i, [id, place] in by_id
	by_id[i - 1][0] == id
	found := finding.of(finding.show([id], [0]), ["work_items", place, "id"], {})
})

# Sorted, so that what shares an id stands side by side. An item without one is incomplete.
by_id := sort([[id, i] |
	some i, item in work_items
	id := object.get(item, "id", null)
])

# METADATA
# title: The work is done
# description: What is open is not part of what was tested and reviewed, or it is a fault that everybody knows of.
# custom:
#   code: completeness.work_item_open
#   severity: block
#   ground: said
#   message: "{subject} is not closed: {title}"
#   remedy: "Finish it and set `status: closed`, move it to another release, or ask for a waiver with `subject: {subject}`."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 1.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.5}
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#   depends_on: [release.work_items]
rules.work_item_open := result.if_any(work_items, {found |
	some i, item in work_items
	not is_closed(item)
	found := finding.on(item, ["work_items", i], {"title": finding.show(item, ["title"])})
})

is_closed(item) if item.status == "closed"

# METADATA
# title: What is known to be wrong is said
# description: >-
#   Where it fails, what could not be examined, what was left for later. Whoever signs should not have to find it out, and
#   nothing that matters is without a caveat.
# custom:
#   code: completeness.caveats_missing
#   severity: block
#   ground: said
#   message: "The release states no caveat, or one that says nothing"
#   remedy: "Write under `review.caveats` what a colleague would want to know before relying on it."
#   references:
#     - {framework: NIST AI RMF, section: MAP 2.2}
#     - {framework: NIST AI RMF, section: MANAGE 1.4}
#     - {framework: ISO/IEC 42001, section: A.8.2}
#     - {framework: EU AI Act, section: Article 13}
#     - {framework: SR 11-7, section: IV}
#   depends_on: [release.review, release.tier]
rules.caveats_missing := result.when(
	"caveats-stated" in demands.practices,
	caveats,
	{finding.of("caveats", ["review", "caveats"], {}) | not states_caveats},
)

caveats := release.listed(release.part("review"), "caveats")

states_caveats if {
	is_array(release.part("review").caveats)
	count(caveats) > 0
	every caveat in caveats {
		release.says(caveat)
	}
}
