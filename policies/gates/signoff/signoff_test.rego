package gates.signoff_test

import data.gates.signoff
import data.lib.testing

signed(principal, role) := {"commit": "0", "principal": principal, "role": role, "decision": "approve", "counted": true, "reason": "counted"}

with_signoffs(list) := testing.fact("signoffs", list)

three := [signed("katherine", "product"), signed("margaret", "sre"), signed("emmy", "risk")]

missing(role) := testing.finds(3, [testing.finding(role, [], {"need": 1, "have": 0})])

# Which of these rules are content: one at a time, because all of them take long.
content(names) := {name |
	some name in names
	testing.is_content(signoff.rules[name])
}

test_the_sample_passes if {
	testing.content(signoff.rules) == object.keys(signoff.rules) with input as testing.ready
	signoff.rules.waiver_unapproved == testing.not_applicable with input as testing.ready
}

test_nothing_passes_without_the_facts_it_needs if {
	cases := {
		"signoffs": {"role_missing"},
		"principals": {"role_missing", "role_unheld"},
	}
	every name, names in cases {
		every value in [one | some one in testing.wrong; one != []] {
			content(names) == set() with input as testing.fact(name, value)
		}
	}
}

test_nobody_counts_where_the_authors_are_not_known if {
	every value in [null, "", "text", 5, true, {}, {"text": "text"}] {
		content({"role_missing", "role_unheld"}) == set() with input as testing.fact("authors", value)
	}
	content({"role_missing", "role_unheld"}) == set() with input as object.remove(testing.ready, ["authors"])
}

test_nothing_passes_in_an_unknown_tier if {
	every value in array.concat(testing.wrong, ["unknown"]) {
		content := testing.content(signoff.rules) with input as testing.release("tier", value)
		content - {"waiver_unapproved", "waiver_over_budget", "waiver_ending", "break_glass_unfit", "break_glass_unratified"} == set()
		signoff.quorum == [] with input as testing.release("tier", value)
	}
}

test_the_quorum_grows_with_the_tier if {
	roles := {"low": {"engineer"}, "medium": {"engineer", "product"}, "high": {"product", "sre"}, "critical": {"governance", "product", "security", "sre"}}
	every tier, expected in roles {
		quorum := signoff.quorum with input as testing.releases({"tier": tier, "profiles": [], "traits": testing.traits([])})
		{entry.role | some entry in quorum} == expected
	}
}

test_profiles_and_waivers_add_roles if {
	quorum := signoff.quorum with input as testing.releases({
		"profiles": ["finance", "healthcare"],
		"waivers": [{"rule": "a.b", "reason": "x", "until": "2026-12-01", "approver_role": "governance"}],
	})
	[entry.role | some entry in quorum] == ["clinical", "governance", "product", "risk", "sre"]
}

test_traits_decide_the_quorum_whatever_the_tier_says if {
	quorum := signoff.quorum with input as testing.releases({"tier": "low", "profiles": [], "traits": testing.traits(["safety_critical"])})
	{entry.role | some entry in quorum} == {"governance", "product", "security", "sre"}
}

test_a_quorum_of_nobody if {
	finding := testing.finding("tier high", ["tier"], {})
	facts := testing.releases({"profiles": []})
	every quorum in [{}, {"product": 0}, {"product": "1"}, {"product": null}, {"product": 1, "sre": 0}] {
		signoff.rules.quorum_empty == testing.finds(1, [finding]) with input as facts with data.quorums as {"high": quorum}
	}
	signoff.rules.quorum_empty == testing.finds(1, [finding]) with input as facts with data.quorums as {"low": {"engineer": 1}}
}

test_nobody_has_signed if {
	signoff.rules.role_missing == testing.finds(3, [
		testing.finding("product", [], {"need": 1, "have": 0}),
		testing.finding("risk", [], {"need": 1, "have": 0}),
		testing.finding("sre", [], {"need": 1, "have": 0}),
	]) with input as with_signoffs([])
}

test_each_role_is_waited_for if {
	every i, one in three {
		others := [other | some j, other in three; i != j]
		signoff.rules.role_missing == missing(one.role) with input as with_signoffs(others)
	}
}

test_what_does_not_count if {
	product := three[0]
	others := array.slice(three, 1, 3)
	bad := [
		object.union(product, {"counted": false}),
		object.union(product, {"counted": "true"}),
		object.remove(product, ["counted"]),
		object.union(product, {"decision": "withdraw"}),
		object.union(product, {"decision": null}),
		object.union(product, {"principal": "nobody"}),
		object.union(product, {"principal": null}),
		object.union(product, {"principal": "measurer"}),
		object.union(product, {"principal": "margaret"}),
		object.union(product, {"role": "governance"}),
		object.union(product, {"role": null}),
		null, "katherine", 5, {}, [],
	]
	every one in bad {
		signoff.rules.role_missing == missing("product") with input as with_signoffs(array.concat(others, [one]))
	}
}

test_a_bot_with_the_role_does_not_count if {
	principals := {"katherine": {"kind": "bot"}}
	signoff.rules.role_missing == missing("product") with input as object.union(testing.ready, {"principals": principals})
}

test_an_author_does_not_count if {
	signoff.rules.role_missing == missing("risk") with input as testing.fact("authors", ["emmy"])
}

test_two_people_of_a_role_are_two_people if {
	facts := with_signoffs(array.concat(three, [three[0]]))
	signoff.rules.role_missing.findings == [testing.finding("product", [], {"need": 2, "have": 1})] with input as facts with data.quorums.high as {"product": 2, "sre": 1}
}

test_a_role_that_nobody_holds if {
	facts := testing.releases({"waivers": [{"rule": "a.b", "approver_role": "emperor"}]})
	signoff.rules.role_unheld == testing.finds(4, [testing.finding("emperor", [], {})]) with input as facts
}

test_a_role_that_only_authors_hold if {
	signoff.rules.role_unheld == testing.finds(3, [testing.finding("risk", [], {})]) with input as testing.fact("authors", ["ada", "emmy"])
}

test_a_waiver_that_nobody_approves if {
	finding := testing.finding("review.field_missing", ["waivers", 0], {})
	every fields in [{}, {"approver_role": ""}, {"approver_role": null}, {"approver_role": 5}, {"approver_role": "engineer"}] {
		facts := testing.releases({"waivers": [object.union({"rule": "review.field_missing"}, fields)]})
		signoff.rules.waiver_unapproved == testing.finds(1, [finding]) with input as facts
	}
	every value in ["text", 5, true, {}, null, [null], [5]] {
		content({"waiver_unapproved"}) == set() with input as testing.release("waivers", value)
	}
}

# People by their roles; everybody signs in every role that they hold.
everybody(people) := object.union(testing.ready, {
	"principals": {person: {"kind": "person", "roles": roles} | some person, roles in people},
	"signoffs": [signed(person, role) | some person, roles in people; some role in roles],
})

test_one_person_with_two_roles_is_one_person if {
	facts := everybody({"katherine": ["product", "sre", "risk"], "margaret": [], "emmy": [], "lin": ["risk"]})
	signoff.rules.role_missing == testing.passes(3) with input as facts
	signoff.rules.people_shared == testing.finds(
		3,
		[testing.finding("product and sre", [], {"need": 2, "have": 1})],
	) with input as facts
}

test_all_in_one_hand if {
	facts := everybody({"katherine": ["product", "sre", "risk"], "margaret": [], "emmy": []})
	signoff.rules.people_shared.findings == [
		testing.finding("product and risk", [], {"need": 2, "have": 1}),
		testing.finding("product and sre", [], {"need": 2, "have": 1}),
		testing.finding("risk and sre", [], {"need": 2, "have": 1}),
	] with input as facts
}

test_three_roles_and_two_people if {
	facts := everybody({"katherine": ["product", "sre", "risk"], "margaret": ["product", "sre", "risk"], "emmy": []})
	signoff.rules.people_shared.findings == [testing.finding("product and risk and sre", [], {"need": 3, "have": 2})] with input as facts
}

test_an_assignment_is_found_where_one_exists if {
	facts := everybody({"katherine": ["product", "sre"], "margaret": ["sre", "risk"], "emmy": ["risk", "product"]})
	signoff.rules.people_shared == testing.passes(3) with input as facts
	chain := everybody({"katherine": ["product"], "margaret": ["product", "sre"], "emmy": ["sre", "risk"]})
	signoff.rules.people_shared == testing.passes(3) with input as chain
}

test_a_need_of_two_counts_twice if {
	facts := everybody({"katherine": ["product"], "margaret": ["product", "sre"], "emmy": ["risk"]})
	signoff.rules.people_shared.findings == [testing.finding("product and sre", [], {"need": 3, "have": 2})] with input as facts with data.quorums.high as {"product": 2, "sre": 1}
}

broke(principal, role, until) := {"commit": "1", "principal": principal, "role": role, "decision": "break-glass", "until": until, "on_behalf_of": null, "counted": true, "reason": "counted"}

test_two_people_who_may_break_the_glass if {
	both := [broke("margaret", "sre", "2026-11-30"), broke("emmy", "risk", "2026-11-23")]
	signoff.break_glass == {"need": 2, "have": ["emmy", "margaret"]} with input as with_signoffs(both)
	signoff.rules.break_glass_unfit == testing.passes(2) with input as with_signoffs(both)
	signoff.break_glass == {"need": 2, "have": []} with input as testing.ready
	signoff.rules.break_glass_unfit == testing.not_applicable with input as testing.ready
}

# Nobody has broken the glass, and people are told why.
is_unfit(facts, subject, reason) if {
	signoff.break_glass == {"need": 2, "have": []} with input as facts
	found := signoff.rules.break_glass_unfit with input as facts
	found == testing.finds(1, [testing.finding(subject, [], {"reason": reason})])
}

test_glass_that_does_not_count_says_why if {
	good := broke("margaret", "sre", "2026-11-30")
	role := "its role may not break it"
	end := "it has to end within 7 days"
	person := "it takes a person who holds the role and is not known as an author"
	cases := [
		[role, object.union(good, {"role": "engineer"})],
		[role, object.union(good, {"role": null})],
		[role, object.remove(good, ["role"])],
		[end, object.union(good, {"until": "2026-12-01"})],
		[end, object.union(good, {"until": "2026-11-22"})],
		[end, object.union(good, {"until": ""})],
		[end, object.union(good, {"until": 20261130})],
		[end, object.union(good, {"until": null})],
		[end, object.remove(good, ["until"])],
		[person, object.union(good, {"role": "risk"})],
	]
	every one in cases {
		is_unfit(with_signoffs([one[1]]), "margaret", one[0])
	}
	every id in ["nobody", "measurer"] {
		is_unfit(with_signoffs([object.union(good, {"principal": id})]), id, person)
	}
	is_unfit(with_signoffs([object.remove(good, ["principal"])]), "nothing", person)
	is_unfit(object.union(with_signoffs([good]), {"authors": ["margaret"]}), "margaret", person)
	bot := {"margaret": {"kind": "bot", "roles": ["sre"]}}
	is_unfit(object.union(with_signoffs([good]), {"principals": bot}), "margaret", person)
}

test_nobody_breaks_the_glass_where_facts_are_missing_or_of_a_wrong_type if {
	facts := with_signoffs([broke("margaret", "sre", "2026-11-30")])
	every name in ["authors", "principals", "now"] {
		without := object.remove(facts, [name])
		signoff.break_glass.have == [] with input as without
		count(signoff.rules.break_glass_unfit.findings) == 1 with input as without
		every value in [null, "text", 5, true, {}, {"text": "text"}] {
			wrong := object.union(without, {name: value})
			signoff.break_glass.have == [] with input as wrong
			count(signoff.rules.break_glass_unfit.findings) == 1 with input as wrong
		}
	}
	every value in testing.wrong {
		signoff.break_glass.have == [] with input as with_signoffs(value)
	}
}

test_what_is_not_counted_or_not_about_the_glass_breaks_none if {
	good := broke("margaret", "sre", "2026-11-30")
	every fields in [{"counted": false}, {"counted": "true"}, {"decision": "approve"}, {"decision": "ratify"}, {"decision": null}] {
		facts := with_signoffs([object.union(good, fields)])
		signoff.break_glass.have == [] with input as facts
		signoff.rules.break_glass_unfit == testing.not_applicable with input as facts
	}
}

test_one_person_breaks_the_glass_once_however_often_they_sign if {
	twice := with_signoffs([broke("margaret", "sre", "2026-11-30"), broke("margaret", "sre", "2026-11-25")])
	signoff.break_glass.have == ["margaret"] with input as twice
}

test_broken_glass_is_no_approval if {
	facts := with_signoffs([three[0], three[2], broke("margaret", "sre", "2026-11-30")])
	signoff.rules.role_missing == missing("sre") with input as facts
}

test_without_its_data_nobody_breaks_the_glass if {
	facts := with_signoffs([broke("margaret", "sre", "2026-11-30")])
	good := data.break_glass
	every value in [null, "text", {}, []] {
		signoff.break_glass.have == [] with input as facts with data.break_glass as object.union(good, {"roles": value})
		signoff.break_glass.have == [] with input as facts with data.break_glass as object.union(good, {"max_days": value})
	}
	not signoff.break_glass with input as facts with data.break_glass as {}
}

test_glass_that_nobody_ratified_blocks if {
	open := [{"release": "credit-scorer/1.0.0", "people": ["emmy", "margaret"], "until": "2026-11-01"}]
	found := signoff.rules.break_glass_unratified with input as testing.fact("unratified", open)
	found == testing.finds(1, [testing.finding("credit-scorer/1.0.0", [], {})])
	signoff.rules.break_glass_unratified == testing.passes(1) with input as testing.ready
}

test_what_is_ratified_must_be_known if {
	every value in [one | some one in testing.wrong; one != []] {
		content({"break_glass_unratified"}) == set() with input as testing.fact("unratified", value)
	}
	content({"break_glass_unratified"}) == set() with input as object.remove(testing.ready, ["unratified"])
}

test_every_commit_of_a_high_release_is_signed_by_somebody_known if {
	two := [{"commit": "aaaaaaaaaaaa", "principal": null, "reason": "why"}, {"commit": "bbbbbbbbbbbb", "principal": "ada"}]
	found := signoff.rules.commit_unsigned with input as testing.fact("contributions", two)
	found == testing.finds(2, [testing.finding("aaaaaaaaaa", [], {"reason": "why"})])
	unknown := [{"commit": "aaaaaaaaaaaa", "principal": "nobody"}]
	count(signoff.rules.commit_unsigned.findings) == 1 with input as testing.fact("contributions", unknown)
	signoff.rules.commit_unsigned == testing.passes(2) with input as testing.ready
}

test_unknown_commits_prove_nothing if {
	every value in testing.wrong {
		content({"commit_unsigned"}) == set() with input as testing.fact("contributions", value)
	}
	content({"commit_unsigned"}) == set() with input as object.remove(testing.ready, ["contributions"])
	every name in ["head", "base"] {
		none := object.remove(testing.fact("contributions", [{"commit": "a", "principal": null}]), [name])
		content({"commit_unsigned"}) == set() with input as none
	}
}

test_signed_commits_are_asked_for_by_tier_of_what_is_committed_and_new if {
	low := testing.releases({"tier": "low", "profiles": [], "traits": testing.traits([])})
	signoff.rules.commit_unsigned == testing.not_applicable with input as low
	preview := testing.fact("head", {"commit": null, "preview": true})
	signoff.rules.commit_unsigned == testing.not_applicable with input as preview
	promoted := testing.fact("base", {"commit": "0", "digest": testing.ready.digest})
	signoff.rules.commit_unsigned == testing.not_applicable with input as promoted
}

# Twelve days, from 2026-11-24 on.
waiver := {"rule": "a.b", "reason": "x", "until": "2026-12-05", "approver_role": "risk"}

waived := {"release": "credit-scorer/1.0.0", "on": "2026-10-01", "tier": "high", "rule": "a.b", "until": "2026-10-10"}

having(waivers, history) := object.union(
	object.union(testing.ready, {"now": "2026-11-24T09:00:00Z", "waiver_history": history}),
	{"release": {"waivers": waivers}},
)

over(days, most) := over_in("high", days, most)

over_in(tier, days, most) := testing.finds(1, [testing.finding(
	testing.ready.release.owner.team,
	["waivers"],
	{"tier": tier, "days": days, "most": most},
)])

test_days_of_waivers_add_up if {
	every one in [{"history": [], "days": 12}, {"history": [waived], "days": 22}] {
		facts := having([waiver], one.history)
		signoff.rules.waiver_over_budget == testing.passes(1) with input as facts with data.waivers.yearly_days.high as one.days
		signoff.rules.waiver_over_budget == over(one.days, one.days - 1) with input as facts with data.waivers.yearly_days.high as one.days - 1
	}
}

test_several_waivers_of_one_rule_count_each if {
	signoff.rules.waiver_over_budget.findings[0].params.days == 24 with input as having([waiver, waiver], []) with data.waivers.yearly_days.high as 0
}

test_a_waiver_that_is_over_counts_no_days if {
	ended := object.union(waiver, {"until": "2026-11-23"})
	signoff.rules.waiver_over_budget == testing.passes(1) with input as having([ended], []) with data.waivers.yearly_days.high as 0
}

test_another_tier_has_its_own_budget if {
	other := object.union(waived, {"tier": "medium"})
	signoff.rules.waiver_over_budget == testing.passes(1) with input as having([waiver], [other]) with data.waivers.yearly_days.high as 12

	# Written lower than it is judged: both count.
	facts := object.union(having([waiver], [other, waived]), {"release": {"tier": "medium", "traits": testing.traits(["regulated"])}})
	signoff.rules.waiver_over_budget == over(32, 31) with input as facts with data.waivers.yearly_days.high as 31
}

test_a_higher_tier_makes_no_room_for_what_a_lower_one_has_used_up if {
	facts := having([waiver], [object.union(waived, {"tier": "medium"})])
	signoff.rules.waiver_over_budget == testing.passes(1) with input as facts with data.waivers.yearly_days.medium as 22
	signoff.rules.waiver_over_budget == over_in("medium", 22, 21) with input as facts with data.waivers.yearly_days.medium as 21
	signoff.rules.waiver_over_budget == testing.passes(1) with input as facts with data.waivers.yearly_days.critical as 0
}

test_no_waiver_no_budget if {
	signoff.rules.waiver_over_budget == testing.not_applicable with input as testing.ready
	signoff.rules.waiver_ending == testing.not_applicable with input as testing.ready
}

test_waivers_that_can_not_be_counted_are_over_budget if {
	every value in [one | some one in testing.wrong; one != []] {
		content({"waiver_over_budget"}) == set() with input as having([waiver], value)
		content({"waiver_over_budget"}) == set() with input as having([object.union(waiver, {"until": value})], [])
	}
	every field in ["on", "until"] {
		content({"waiver_over_budget"}) == set() with input as having([waiver], [object.remove(waived, [field])])
	}
	content({"waiver_over_budget"}) == set() with input as object.remove(having([waiver], []), ["waiver_history"])
	every value in [null, "365", {}, true] {
		signoff.rules.waiver_over_budget == over(12, "not set") with input as having([waiver], []) with data.waivers.yearly_days.high as value
	}
	content({"waiver_over_budget"}) == set() with input as having([waiver], []) with data.waivers.yearly_days as {}
}

ending(until) := testing.finds(1, [testing.finding("a.b", ["waivers", 0], {"until": until})])

test_a_waiver_that_ends_is_told_of if {
	every until in ["2026-12-08", "2026-11-24", "2026-11-01"] {
		signoff.rules.waiver_ending == ending(until) with input as having([object.union(waiver, {"until": until})], []) with data.waivers.ending_days as 14
	}
	signoff.rules.waiver_ending == testing.passes(1) with input as having([object.union(waiver, {"until": "2026-12-09"})], []) with data.waivers.ending_days as 14
	signoff.rules.waiver_ending == ending("nothing") with input as having([object.remove(waiver, ["until"])], [])
}

test_a_waiver_that_a_role_may_approve if {
	facts := testing.releases({"waivers": [{"rule": "a.b", "approver_role": "governance"}]})
	signoff.rules.waiver_unapproved == testing.finds(1, []) with input as facts
}
