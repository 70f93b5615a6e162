"""python3-pylsp-jsonrpc: the other side of many language servers; a Content-Length and a Content-Type before each
message, ids that are long strings."""

import threading

import wire
from pylsp_jsonrpc.endpoint import Endpoint
from pylsp_jsonrpc.exceptions import JsonRpcException
from pylsp_jsonrpc.streams import JsonRpcStreamReader, JsonRpcStreamWriter
from wire import check


class Recorded:
    """The reading end, as a file, which keeps what it gives."""

    def __init__(self, stream):
        self._stream = stream
        self._record = wire.new_record()

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def _kept(self, data):
        self._record.write(data)
        self._record.flush()
        return data

    def readline(self):
        return self._kept(self._stream.readline())

    def read(self, size):
        return self._kept(self._stream.read(size))


class Connection:
    def __init__(self, target):
        connection = wire.connect(target)
        self.told = {}
        self.writer = JsonRpcStreamWriter(connection.makefile("wb"))
        self.endpoint = Endpoint({"$/progress": self._progress}, self.writer.write)
        reader = JsonRpcStreamReader(Recorded(connection.makefile("rb")))
        threading.Thread(target=reader.listen, args=(self.endpoint.consume,), daemon=True).start()

    def _progress(self, params):
        self.told.setdefault(params["token"], []).append(params["value"]["kind"])

    def send(self, method, params=None):
        return self.endpoint.request(method, params)

    def result(self, method, params=None):
        return self.send(method, params).result(timeout=wire.PATIENCE_S)


def declare(name, target):
    state = {}

    @check(f"{name}: a project is made and edited")
    def _():
        client = state["client"] = Connection(target)
        client.result("goxel.create_project", {"name": "pylsp"})
        client.result("goxel.add_voxel", [1, 2, 3, "#0a141e"])
        assert client.result("goxel.get_voxel", {"x": 1, "y": 2, "z": 3})["color"] == [10, 20, 30, 255]

    @check(f"{name}: an error keeps its code, message and data")
    def _():
        try:
            state["client"].result("goxel.get_layer", {"layer": "none such"})
        except JsonRpcException as error:
            assert (error.code, error.data["reason"]) == (-1106, "not_found"), error
            assert error.message
        else:
            raise AssertionError("it did not fail")

    @check(f"{name}: a notification is not answered")
    def _():
        state["client"].endpoint.notify("goxel.add_voxel", [4, 5, 6, "#ffffff"])
        assert state["client"].result("goxel.get_voxel", [4, 5, 6])["exists"] is True

    @check(f"{name}: three hundred under way at once")
    def _():
        waiting = [state["client"].send("echo", [n, "ü"]) for n in range(300)]
        assert [one.result(timeout=wire.PATIENCE_S) for one in waiting] == [[n, "ü"] for n in range(300)]

    @check(f"{name}: $/cancelRequest stops a picture")
    def _():
        client = state["client"]
        client.result("goxel.procedural_shape", ["sphere", 80, 80, 80, 0, 0, 0, 9, 9, 9])
        before = set(client.endpoint._server_request_futures)
        picture = client.send("goxel.render_scene", {"width": 4096, "height": 4096, "options": {"samples": 16}})
        (request_id,) = set(client.endpoint._server_request_futures) - before
        client.endpoint.notify("$/cancelRequest", {"id": request_id})
        try:
            picture.result(timeout=wire.PATIENCE_S)
        except JsonRpcException as error:
            assert (error.code, error.data["reason"]) == (-1109, "cancelled"), error
        else:
            raise AssertionError("it was not cancelled")

    @check(f"{name}: $/progress begins and ends")
    def _():
        client = state["client"]
        client.result("goxel.render_scene", {"width": 1024, "height": 1024, "workDoneToken": 7})
        kinds = client.told.get(7, [])
        assert kinds, "missing: the daemon sent no $/progress for workDoneToken"
        assert (kinds[0], kinds[-1]) == ("begin", "end"), kinds


declare("unix", wire.UNIX)
declare("tcp", wire.TCP)
wire.run()
