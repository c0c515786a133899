# SPDX-License-Identifier: Apache-2.0
"""One sandbox a module, freshly seeded before each test; customers and TPPs as fixtures."""
import pytest

from guichet_client import api, process
from guichet_client.certificates import Authority
from guichet_client.personas import CLAIRE, GEORGES, GILLES, LEA


SECOND_TPP = "PSDFR-ACPR-99002"
CARD_ISSUER = "PSDFR-ACPR-99003"


def pytest_configure(config):
    config.addinivalue_line("markers", "profiles(*names): run in these profiles; a module's mark gives way to a test's")
    config.addinivalue_line("markers", "embedded: about the embedded store; left out of a run on PostgreSQL")
    config.addinivalue_line("markers", "own_postgresql: starts one whatever the store, so a run on PostgreSQL would only repeat it")
    config.addinivalue_line("markers", "lasting: a module whose tests change nothing; one sandbox and one LEA for all")


def pytest_collection_modifyitems(config, items):
    if process.STORE == "sqlite":
        return
    left_out = [item for item in items if item.get_closest_marker("embedded") or item.get_closest_marker("own_postgresql")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_generate_tests(metafunc):
    marker = metafunc.definition.get_closest_marker("profiles")
    if marker and "profile" in metafunc.fixturenames:
        metafunc.parametrize("profile", marker.args, indirect=True, scope="module")


@pytest.fixture(scope="module")
def profile(request):
    """What the sandbox demands of TPPs: compatible, unless a module or test is marked with `profiles`."""
    return getattr(request, "param", "compatible")


@pytest.fixture(scope="module")
def flags(profile):
    """More flags for the module's sandbox; a module may override it."""
    return [] if profile == "compatible" else ["--profile", profile]


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


@pytest.fixture(scope="module")
def kept(running):
    """What the tests of a lasting module share."""
    return {"of": running}


@pytest.fixture
def sandbox(running, kept, request):
    """The module's sandbox in its freshly seeded state, unless the module is lasting; alive afterwards."""
    if not running.running:
        running.start()
    if "lea" not in kept or not request.node.get_closest_marker("lasting"):
        api.reset_in_the_end(running)
    yield running
    assert running.running, f"the program ended: {running.stderr[-3000:]}"


@pytest.fixture(scope="module")
def client(profile):
    """The class of a TPP's client that does what the profile wants."""
    return api.CLIENTS[profile]


@pytest.fixture
def tpp(sandbox):
    return api.Tpp.sample(sandbox.data)


@pytest.fixture
def authority(sandbox):
    return Authority.of(sandbox.data)


@pytest.fixture
def stranger(sandbox, tpp, client):
    """The sample TPP before any customer came."""
    return client(sandbox, tpp)


@pytest.fixture
def lea(sandbox, tpp, client, kept, request):
    """The sample TPP with LEA's tokens, before any consent."""
    if "lea" not in kept or not request.node.get_closest_marker("lasting"):
        kept["lea"] = client(sandbox, tpp).connect_customer(LEA)
    return kept["lea"]


@pytest.fixture
def claire(sandbox, tpp, client):
    return client(sandbox, tpp).connect_customer(CLAIRE)


@pytest.fixture
def georges(sandbox, tpp, client):
    return client(sandbox, tpp).connect_customer(GEORGES)


@pytest.fixture
def gilles(sandbox, tpp, client):
    return client(sandbox, tpp).connect_customer(GILLES)


@pytest.fixture
def other_tpp(sandbox):
    """A second TPP for account information."""
    return api.enrol(sandbox, SECOND_TPP)


@pytest.fixture
def lea_by_other_tpp(sandbox, other_tpp, client):
    return client(sandbox, other_tpp).connect_customer(LEA)


@pytest.fixture
def lea_cbpii(sandbox, client):
    """LEA's token of scope cbpii, with a TPP that may do both, so that only the scope is wrong."""
    both = api.enrol(sandbox, CARD_ISSUER, ("PSP_AI", "PSP_IC"))
    return client(sandbox, both).connect_customer(LEA, scope="cbpii")
