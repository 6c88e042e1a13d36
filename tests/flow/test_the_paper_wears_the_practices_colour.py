"""Wherever the agreement comes as a document, its titles have the practice's colour."""

import re
from io import BytesIO

import pypdf
import pytest

from service.colours import OWN
from service.workflow import closing
from service.workflow.showing import Format, exported
from tests.delivery.sink import running_sink
from tests.flow.conftest import MONDAY
from tests.flow.stage import Stage
from tests.guards.company import gathered

PLUM = "#5b2a86"


def colours(pdf):
    """The colours that something is filled with, as `#rrggbb`."""
    drawn = b"".join(p.get_contents().get_data() for p in pypdf.PdfReader(BytesIO(pdf)).pages)
    channels = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) scn", drawn)
    return {"#" + "".join(f"{round(float(c) * 255):02x}" for c in each) for each in channels}


@pytest.fixture
def stage(database_url, tmp_path):
    with running_sink() as sink:
        stage = Stage(database_url, sink, MONDAY, tmp_path, accent=PLUM)
        yield stage
        stage.close()


@pytest.fixture
def company(stage):
    company = gathered(stage)
    company.release()
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    company.work()
    return company


def exported_pdf(company):
    with company.stage.app.office.read() as work:
        return exported(work, work.tx.alliance(company.id), Format.PDF)


def test_the_agreement_and_the_keepsake_do(stage, company):
    found = [stage.web.get(f"{company.ben}/agreement.pdf").content, exported_pdf(company)]
    with stage.app.office.write() as work:
        closing.close(work, work.tx.alliance(company.id, lock=True), by=None, why="")
    found += [m.pdf for m in company.work() if m.pdf]
    found += [stage.web.get(f"{company.ben}/keepsake.pdf").content, exported_pdf(company)]
    assert len(found) >= 5
    for pdf in found:
        assert PLUM in colours(pdf)
        assert OWN.light not in colours(pdf)
