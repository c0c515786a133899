# SPDX-License-Identifier: Apache-2.0
"""One sandbox a module, freshly seeded before each test; customers and TPPs as fixtures."""
import pytest

from guichet_client import api, process
from guichet_client.certificates import Authority
from guichet_client.personas import CLAIRE, GEORGES, GILLES, LEA


SECOND_TPP = "PSDFR-ACPR-99002"
CARD_ISSUER = "PSDFR-ACPR-99003"


@pytest.fixture(scope="module")
def flags():
    """More flags for the module's sandbox; a module may override it."""
    return []


@pytest.fixture(scope="module")
def environment():
    return {}


@pytest.fixture(scope="module")
def running(tmp_path_factory, flags, environment):
    """The module's sandbox, as it is."""
    sandbox = process.Sandbox(tmp_path_factory.mktemp("sandbox") / "data", *flags, environment=environment)
    sandbox.start()
    yield sandbox
    if sandbox.running:
        assert sandbox.stop() == 0


@pytest.fixture
def sandbox(running):
    """The module's sandbox in its freshly seeded state; alive afterwards."""
    if not running.running:
        running.start()
    api.reset(running)
    yield running
    assert running.running, f"the program ended: {running.stderr[-3000:]}"


@pytest.fixture
def tpp(sandbox):
    return api.Tpp.sample(sandbox.data)


@pytest.fixture
def authority(sandbox):
    return Authority.of(sandbox.data)


@pytest.fixture
def stranger(sandbox, tpp):
    """The sample TPP before any customer came."""
    return api.Api(sandbox, tpp)


@pytest.fixture
def lea(sandbox, tpp):
    """The sample TPP with LEA's tokens, before any consent."""
    return api.Api(sandbox, tpp).connect_customer(LEA)


@pytest.fixture
def claire(sandbox, tpp):
    return api.Api(sandbox, tpp).connect_customer(CLAIRE)


@pytest.fixture
def georges(sandbox, tpp):
    return api.Api(sandbox, tpp).connect_customer(GEORGES)


@pytest.fixture
def gilles(sandbox, tpp):
    return api.Api(sandbox, tpp).connect_customer(GILLES)


@pytest.fixture
def other_tpp(sandbox):
    """A second TPP for account information."""
    return api.enrol(sandbox, SECOND_TPP)


@pytest.fixture
def lea_by_other_tpp(sandbox, other_tpp):
    return api.Api(sandbox, other_tpp).connect_customer(LEA)


@pytest.fixture
def lea_cbpii(sandbox):
    """LEA's token of scope cbpii, with a TPP that may do both, so that only the scope is wrong."""
    both = api.enrol(sandbox, CARD_ISSUER, ("PSP_AI", "PSP_IC"))
    return api.Api(sandbox, both).connect_customer(LEA, scope="cbpii")
