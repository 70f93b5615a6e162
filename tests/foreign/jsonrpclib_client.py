"""python3-jsonrpclib-pelix: JSON-RPC over HTTP, also over a Unix socket. It posts to / there, and has no other way."""

import jsonrpclib
import wire
from wire import check


def proxy(target, **headers):
    """Through a relay that keeps what the daemon says."""
    address = wire.Relay(target).address
    uri = "http://%s:%d/rpc" % address if isinstance(address, tuple) else f"unix+http://{address}"
    return jsonrpclib.ServerProxy(uri, headers=headers)


def http_target():
    if not wire.HTTP_PORT:
        raise AssertionError("missing: the daemon has no option --http")
    return ("127.0.0.1", wire.HTTP_PORT)


TARGETS = {"unix+http": lambda: wire.UNIX, "http": http_target, "http on the tcp port": lambda: wire.TCP}


def declare(name, target):
    state = {}

    @check(f"{name}: a project is made and edited, by position and by name")
    def _():
        session = proxy(target()).goxel.create_project("pelix", 8, 8, 8)["session"]
        state["connect"] = lambda: proxy(target(), **{"Goxel-Session": session})
        server = state["server"] = state["connect"]()
        server.goxel.add_voxel(1, 2, 3, 10, 20, 30)
        server.goxel.fill_box(min=[0, 0, 10], max=[1, 1, 11], color="#ff0000")
        assert server.goxel.get_voxel(1, 2, 3)["color"] == [10, 20, 30, 255]
        assert server.goxel.get_statistics()["voxel_count"] == 9

    @check(f"{name}: an error is raised with its code")
    def _():
        try:
            state["server"].goxel.get_voxel(x="a", y=0, z=0)
        except jsonrpclib.ProtocolError as error:
            assert error.args[0][0] == -32602, error
        else:
            raise AssertionError("it did not fail")

    @check(f"{name}: a notification takes effect and is not answered")
    def _():
        try:
            state["connect"]()._notify.goxel.add_voxel(7, 7, 7, "#ffffff")
        except jsonrpclib.jsonrpc.TransportError as error:
            # It knows no status but 200; 204 is how HTTP says that there is nothing to say. Its connection is of no
            # use afterwards, which is why this one is not the others'.
            assert 204 in error.args, error
        assert state["server"].goxel.get_voxel(7, 7, 7)["exists"] is True

    @check(f"{name}: a batch, with a notification in it")
    def _():
        batch = jsonrpclib.MultiCall(state["server"])
        batch.ping()
        batch._notify.goxel.add_voxel(8, 8, 8, "#ffffff")
        batch.goxel.get_voxel(8, 8, 8)
        pong, voxel = batch()
        assert pong["pong"] is True
        assert voxel["exists"] is True

    @check(f"{name}: two hundred requests on a connection that is kept")
    def _():
        assert [state["server"].echo(n) for n in range(200)] == [[n] for n in range(200)]


for transport, its_target in TARGETS.items():
    declare(transport, its_target)
wire.run()
