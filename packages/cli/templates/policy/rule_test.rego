# TODO Once the rule is written this fails. Replace it: the sample passes; what is missing, empty, of the wrong type
# (`testing.wrong`), or has nothing to examine does not; and each finding is what it should be (`testing.finds`).
test_{{rule}}_is_not_written_yet if {
	not testing.is_content({{gate}}.rules.{{rule}}) with input as testing.ready
}
