"""A model file comes back as it was written, or is refused in one line before CatBoost sees a byte of it."""

import io
import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from catboost import CatBoostClassifier, Pool

from churn.errors import DataError
from churn.model.file import DIGEST, LARGEST, MAGIC
from churn.model.fitted import ChurnModel
from churn.model.fitting import fit
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec, split
from churn.table.dataset import SAMPLE, Dataset, load

QUICK: Final = ModelSpec(iterations=30, learning_rate=0.3)
DAMAGED: Final = "is damaged: it is not as it was written"
NOT_OURS: Final = r"no model file \(\.cbm\) written by this program"
FULL_DISK: Final = """
import resource, sys
import churn
model, hard = churn.ChurnModel.load(sys.argv[1]), resource.getrlimit(resource.RLIMIT_FSIZE)[1]
for room in map(int, sys.argv[3:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        model.save(sys.argv[2])
    except churn.DataError as err:
        print(err)
"""


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


@pytest.fixture(scope="module")
def quick(sample: Dataset) -> ChurnModel:
    """Return a small model of the sample."""
    return fit(sample, split(sample, SplitSpec()), QUICK)[0]


@pytest.fixture
def saved(quick: ChurnModel, tmp_path: Path) -> Path:
    """Return its file."""
    quick.save(tmp_path / "model.cbm")
    return tmp_path / "model.cbm"


@pytest.fixture
def old(sample: Dataset, tmp_path: Path) -> Path:
    """Return a file as it was written before there were digests."""
    booster = CatBoostClassifier(iterations=30, verbose=False, allow_writing_files=False)
    booster.fit(Pool(sample.frame, sample.y, cat_features=sample.schema.categories))
    booster.get_metadata()["churn_schema"] = sample.schema.to_json()
    booster.get_metadata()["churn_spec"] = json.dumps(asdict(QUICK))
    booster.save_model(str(tmp_path / "old.cbm"))
    return tmp_path / "old.cbm"


def flipped(data: bytes, bit: int) -> bytes:
    """Return the bytes with another value of one bit."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_a_saved_model_comes_back(sample: Dataset, quick: ChurnModel, saved: Path) -> None:
    """Probabilities to the last bit, schema, settings and tree count survive the file, and a file of that, too."""
    for _ in range(2):
        loaded = ChurnModel.load(saved)
        assert np.array_equal(loaded.predict_proba(sample.table), quick.predict_proba(sample.table))
        assert (loaded.schema, loaded.spec, loaded.trees) == (quick.schema, quick.spec, quick.trees)
        loaded.save(saved)


def test_a_saved_model_is_a_catboost_model(sample: Dataset, quick: ChurnModel, saved: Path) -> None:
    """CatBoost alone reads the file, wherever it comes from, with its features and our metadata."""
    for source in ({"fname": saved}, {"blob": saved.read_bytes()}, {"stream": io.BytesIO(saved.read_bytes())}):
        booster = CatBoostClassifier().load_model(**source)
        assert np.array_equal(booster.predict_proba(sample.frame)[:, 1], quick.predict_proba(sample.table))
        assert booster.feature_names_ == sample.schema.names
        assert json.loads(booster.get_metadata()["churn_spec"])["learning_rate"] == 0.3


def test_no_flipped_bit_is_loaded(saved: Path) -> None:
    """A file that differs in one bit anywhere is refused, its digest and the words around that included."""
    data = saved.read_bytes()
    rng = np.random.default_rng(0)
    anywhere, at_the_end = (
        rng.integers(0, 8 * len(data), 250),
        rng.integers(8 * (len(data) - DIGEST), 8 * len(data), 50),
    )
    for bit in (*anywhere, *at_the_end, *range(32)):
        saved.write_bytes(flipped(data, int(bit)))
        with pytest.raises(DataError, match=f"{DAMAGED}|{NOT_OURS}"):
            ChurnModel.load(saved)


def test_no_truncated_file_is_loaded(saved: Path) -> None:
    """A file that ends too early, or goes on, is refused."""
    data = saved.read_bytes()
    for end in (1, 4, 5, 100, len(data) // 2, len(data) - DIGEST, len(data) - DIGEST + 1, len(data) - 1):
        saved.write_bytes(data[:end])
        with pytest.raises(DataError, match=f"{DAMAGED}|{NOT_OURS}"):
            ChurnModel.load(saved)
    saved.write_bytes(data + b"\n")
    with pytest.raises(DataError, match=DAMAGED):
        ChurnModel.load(saved)


def test_a_file_without_a_digest_is_loaded_if_it_is_whole(sample: Dataset, old: Path) -> None:
    """A file of ours from before is opened elsewhere first, then here; what its run knew is not known."""
    model = ChurnModel.load(old)
    theirs = CatBoostClassifier().load_model(str(old)).predict_proba(sample.frame)[:, 1]
    assert np.array_equal(model.predict_proba(sample.table), theirs)
    assert (model.spec, model.record) == (QUICK, {})


@pytest.mark.slow
def test_a_damaged_file_without_a_digest_harms_no_process(old: Path) -> None:
    """Whatever CatBoost makes of one flipped bit, this process survives: the file is opened in another one first."""
    data = old.read_bytes()
    for bit in np.random.default_rng(1).integers(0, 8 * len(data), 12):
        old.write_bytes(flipped(data, int(bit)))
        with suppress(DataError):  # some flips do no harm
            assert 0 < ChurnModel.load(old).trees <= QUICK.iterations
    old.write_bytes(data[: len(data) // 2])
    with pytest.raises(DataError, match=f"{DAMAGED}|{NOT_OURS}"):
        ChurnModel.load(old)


def test_what_is_not_ours_is_refused(sample: Dataset, old: Path, tmp_path: Path) -> None:
    """No file, a folder, text, nothing, a huge file, CatBoost's own model, nonsense in ours: one line each."""
    booster = CatBoostClassifier().load_model(str(old))
    booster.get_metadata()["churn_spec"] = '{"depth": 99}'
    booster.save_model(str(tmp_path / "nonsense.cbm"))
    CatBoostClassifier(iterations=2, verbose=False, allow_writing_files=False).fit(
        Pool(sample.frame, sample.y, cat_features=sample.schema.categories)
    ).save_model(str(tmp_path / "foreign.cbm"))
    (tmp_path / "text.cbm").write_text("Age,Churn\n34,1\n")
    (tmp_path / "empty.cbm").touch()
    with (tmp_path / "huge.cbm").open("wb") as huge:
        huge.write(MAGIC)
        huge.truncate(LARGEST + 1)
    said = {
        "nonsense.cbm": NOT_OURS,
        "foreign.cbm": NOT_OURS,
        "text.cbm": NOT_OURS,
        "empty.cbm": "is empty",
        "huge.cbm": "is too large: more than 2 GB",
        "none.cbm": "There is no model file",
        "": "is a folder, not a model file",
    }
    for name, message in said.items():
        with pytest.raises(DataError, match=message) as caught:
            ChurnModel.load(tmp_path / name)
        assert "\n" not in str(caught.value)


def test_save_refuses_a_folder_that_does_not_exist(quick: ChurnModel, tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(DataError, match=r"model\.cbm” cannot be written"):
        quick.save(tmp_path / "nowhere" / "model.cbm")


def test_a_full_disk_leaves_the_model_that_was_there(saved: Path) -> None:
    """Where a file cannot become large enough, the old one stays, nothing lies beside it, and the reason is said."""
    other = saved.rename(saved.with_name("other.cbm"))
    ChurnModel.load(other).save(saved, {"note": "before"})
    size = other.stat().st_size
    rooms = [str(room) for room in (size // 2, size - DIGEST, size - 1)]
    command = [sys.executable, "-c", FULL_DISK, str(other), str(saved), *rooms]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.count("model.cbm” cannot be written: File too large.\n") == len(rooms)
    assert ChurnModel.load(saved).record == {"note": "before"}
    assert sorted(each.name for each in saved.parent.iterdir()) == ["model.cbm", "other.cbm"]
