"""Writes reference.json: anonymity of fixtures/credit-holdout.parquet by pyCANON, and which numbers python-stdnum takes
for valid.

    pip install pycanon==1.3.6 python-stdnum==2.2 pandas==3.1.1 pyarrow==26.0.1
    python make_reference.py
"""
import json
import pathlib
import random

import numpy as np
import pandas as pd
from pycanon import anonymity
from stdnum import iban, luhn
from stdnum.br import cpf
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.iso7064 import mod_11_2
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.us import ssn

here = pathlib.Path(__file__).parent
table = pd.read_parquet(here / "fixtures/credit-holdout.parquet")
rng = random.Random(7)


def entropy(quasi, sensitive):
    # pyCANON rounds it down to a whole number; this is its formula without that.
    def of(values):
        p = values.value_counts(normalize=True)
        return float(np.exp(-(p * np.log(p)).sum()))
    return min(of(group[sensitive]) for _, group in table.groupby(quasi))


def anonymous(quasi, sensitive):
    as_text = table.assign(**{sensitive: table[sensitive].astype(str)})
    exact = entropy(quasi, sensitive)
    assert int(exact + 1e-9) == anonymity.entropy_l_diversity(table, quasi, [sensitive]) or exact % 1 < 1e-9
    numeric = pd.api.types.is_numeric_dtype(table[sensitive])
    return {
        "quasi": quasi,
        "sensitive": sensitive,
        "k": anonymity.k_anonymity(table, quasi),
        "l": anonymity.l_diversity(table, quasi, [sensitive]),
        "entropy": exact,
        "equal": anonymity.t_closeness(as_text, quasi, [sensitive]),
        "ordered": anonymity.t_closeness(table, quasi, [sensitive]) if numeric else None,
    }


def cn_valid(text):
    try:
        pd.Timestamp(f"{text[6:10]}-{text[10:12]}-{text[12:14]}")
    except ValueError:
        return False
    return mod_11_2.is_valid(text)


def digits(n):
    return "".join(rng.choice("0123456789") for _ in range(n))


def letters(n, of="ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
    return "".join(rng.choice(of) for _ in range(n))


def date(form):
    return form.format(y=rng.randint(1900, 2020), m=rng.randint(1, 13), d=rng.randint(1, 31))


def pesel_like():
    y, m, d = rng.randint(0, 99), rng.choice([1, 2, 12, 13, 21, 32, 41, 72, 81, 92]), rng.randint(1, 31)
    return f"{y:02}{m:02}{d:02}" + digits(5)


def iban_like():
    country, length = rng.choice([("DE", 22), ("GB", 22), ("FR", 27), ("NO", 15), ("NL", 18), ("BE", 16)])
    body = {"GB": letters(4) + digits(14), "NL": letters(4) + digits(10)}.get(country, digits(length - 4))
    return country + (iban.calc_check_digits(country + "00" + body) if rng.random() < 0.5 else digits(2)) + body


# Of cards, only Luhn is compared, on numbers of one network.
kinds = {
    "br_cpf": (lambda: digits(11), cpf.is_valid),
    "cn_resident_id": (lambda: "110101" + date("{y}{m:02}{d:02}") + digits(3) + letters(1, "0123456789X"), cn_valid),
    "de_tax_id": (lambda: digits(11), idnr.is_valid),
    "es_dni_nie": (lambda: rng.choice([digits(8), letters(1, "XYZ") + digits(7)]) + letters(1),
                   lambda t: dni.is_valid(t) or nie.is_valid(t)),
    "fr_nir": (lambda: rng.choice("12") + digits(4) + rng.choice([digits(2), "2A", "2B"]) + digits(8), nir.is_valid),
    "it_codice_fiscale": (lambda: letters(6, "BCDFGLMNPRST") + "83" + "S18D969" + letters(1), codicefiscale.is_valid),
    "nl_bsn": (lambda: digits(9), bsn.is_valid),
    "pl_pesel": (pesel_like, pesel.is_valid),
    "us_ssn": (lambda: f"{rng.choice(['000', '666', '900', '219', digits(3)])}-{rng.choice(['00', digits(2)])}-"
               f"{rng.choice(['0000', digits(4)])}", ssn.is_valid),
    "card": (lambda: "4" + digits(15), luhn.is_valid),
    "iban": (iban_like, lambda t: iban.is_valid(t, check_country=False)),
}


def sample(make, valid, good=12, bad=24):
    """As many valid as invalid numbers, however rare the valid ones are."""
    found = {True: [], False: []}
    for _ in range(300000):
        text = make()
        side = found[bool(valid(text))]
        if len(side) < (good if side is found[True] else bad):
            side.append(text)
        if len(found[True]) >= good and len(found[False]) >= bad:
            break
    return {"valid": found[True], "invalid": found[False]}


reference = {
    "anonymity": [
        anonymous(["age_band"], "income"),
        anonymous(["age_band", "home"], "amount"),
        anonymous(["age_band", "records"], "job"),
        anonymous(["records", "job"], "price"),
    ],
    "numbers": {kind: sample(make, valid) for kind, (make, valid) in kinds.items()},
}
(here / "reference.json").write_text(json.dumps(reference, indent=None).replace("}, ", "},\n") + "\n")
