# METADATA
# title: Calendar
# description: >-
#   Days without a clock: today is the day of facts.now, in UTC. ISO dates are compared as text, which sorts as time does.
package lib.calendar

today := substring(input.now, 0, 10)

# The date `days` days before today.
day_before(days) := date_of(day_number - days)

day_number := number_of(today)

# Days since 1970-01-01, after Howard Hinnant's days_from_civil. March is month 0, so that a leap day ends its year.
number_of(date) := (((era * 146097) + (year_of_era * 365)) + (floor(year_of_era / 4) - floor(year_of_era / 100))) + (day_of_year - 719468) if {
	[year_text, month_text, day_text] := split(date, "-")
	month := to_number(month_text)
	year := to_number(year_text) - floor((14 - month) / 12)
	era := floor(year / 400)
	year_of_era := year - (era * 400)
	day_of_year := (floor(((153 * ((month + 9) % 12)) + 2) / 5) + to_number(day_text)) - 1
}

# How many days it is from one day to another, both included; none if the other comes first.
days_from(one, other) := max([0, (number_of(other) - number_of(one)) + 1])

# The reverse, after E. G. Richards: here too the year begins in March, and month 14 is the February after it.
date_of(number) := concat("-", [format_int(year, 10), two_digits(month), two_digits(day)]) if {
	shifted := number + 719469
	hundredths := (100 * shifted) - 25
	centuries := floor(hundredths / 3652425)
	skipped := centuries - floor(centuries / 4)
	march_year := floor(((100 * skipped) + hundredths) / 36525)
	day_of_year := ((skipped + shifted) - (365 * march_year)) - floor(march_year / 4)
	march_month := floor(((5 * day_of_year) + 456) / 153)
	day := day_of_year - floor(((153 * march_month) - 457) / 5)
	later := floor((march_month - 1) / 12)
	month := march_month - (12 * later)
	year := march_year + later
}

two_digits(number) := substring(format_int(number + 100, 10), 1, 2)
