"""One example of each method that can be an operation of batch_operations, and a project they all work on."""

# In order: what one needs, an earlier one makes. Each alone succeeds on the project of make_project().
OPERATIONS = {
    "add_voxel": {"position": [1, 1, 1], "color": [10, 20, 30, 255]},
    "remove_voxel": {"x": 0, "y": 0, "z": 0},
    "remove_voxels": {"positions": [[0, 0, 0], [1, 0, 0]]},
    "paint_voxels": {"x": 0, "y": 0, "z": 0, "r": 1, "g": 2, "b": 3},
    "add_voxels": {"voxels": [[5, 5, 5, 9, 8, 7], [6, 5, 5, 9, 8, 7]]},
    "fill_box": {"min": [0, 0, 0], "max": [2, 2, 2], "color": "#112233"},
    "clear_box": {"min": [0, 0, 0], "max": [1, 1, 1]},
    "clear": {},
    "flood_fill": {"position": [0, 0, 0], "color": [7, 7, 7]},
    "procedural_shape": {"shape_type": "sphere", "size": [5, 5, 5], "center": [0, 0, 0], "color": [1, 1, 1]},
    "draw_line": {"from": [0, 0, 0], "to": [4, 4, 4], "color": [3, 3, 3]},
    "extrude": {"position": [0, 0, 0], "face": "+z", "distance": 2},
    "mirror": {"axis": "x"},
    "rotate": {"axis": "z", "angle": 90},
    "translate": {"offset": [1, 2, 3]},
    "scale": {"factor": 2},
    "crop": {"min": [0, 0, 0], "max": [0, 0, 0]},
    "wrap": {"axis": "x", "shift": 3},
    "adjust_colors": {"hue": 120},
    "replace_color": {"from": [200, 100, 50, 255], "to": [1, 2, 3, 255]},
    "quantize_colors": {"palette": [[0, 0, 0, 255]]},
    "copy": {},
    "cut": {},
    "paste": {"offset": [0, 0, 5]},
    "select_box": {"min": [0, 0, 0], "max": [0, 0, 0]},
    "select_color": {"color": [200, 100, 50, 255]},
    "select_connected": {"position": [0, 0, 0]},
    "clear_selection": {},
    "boolean_layers": {"op": "subtract", "source": "other", "target": "base"},
    "cut_plane": {"point": [1, 0, 0], "normal": [1, 0, 0]},
    "generate_noise": {"seed": 1, "min": [0, 0, 0], "max": [7, 7, 7]},
    "generate_terrain": {"seed": 1, "min": [0, 0, 0], "max": [7, 7, 7]},
    "create_snapshot": {"name": "second"},
    "restore_snapshot": {"name": "first"},
    "delete_snapshot": {"name": "first"},
    "create_layer": {"name": "new"},
    "delete_layer": {"layer": "other"},
    "rename_layer": {"layer": "other", "name": "renamed"},
    "duplicate_layer": {},
    "clone_layer": {},
    "set_active_layer": {"layer": "other"},
    "move_layer": {"layer": "other", "index": 0},
    "merge_layers": {"source": "other", "target": "base"},
    "merge_visible": {},
    "set_layer_visibility": {"layer": "other", "visible": False},
    "set_layer": {"layer": "other", "name": "set", "color": [1, 2, 3]},
    "create_shape_layer": {"shape": "sphere"},
    "create_material": {"name": "shiny"},
    "update_material": {"material": "matt", "metallic": 1},
    "delete_material": {"material": "matt"},
    "create_camera": {"name": "top"},
    "update_camera": {"camera": "side", "orthographic": True},
    "delete_camera": {"camera": "side"},
    "set_active_camera": {"camera": "side"},
    "set_light": {"pitch": 10},
    "set_image_box": {"min": [-4, -4, -4], "max": [4, 4, 4]},
    "set_palette": {"colors": [[1, 2, 3, 255]]},
}

# Change no voxel and no layer: no step of the history.
WITHOUT_STEP = {"copy", "select_box", "select_color", "select_connected", "clear_selection", "create_snapshot",
                "delete_snapshot", "set_palette"}

GETTERS = (("goxel.list_layers", None), ("goxel.get_history", None), ("goxel.list_snapshots", None),
           ("goxel.get_selection", None), ("goxel.get_palette", None), ("goxel.list_materials", None),
           ("goxel.list_cameras", None), ("goxel.get_light", None), ("goxel.get_image_box", None),
           ("goxel.get_project_info", None))


def make_project(client):
    """Two layers of a few voxels, and one of each thing that operations may name."""
    client.call("goxel.create_project", ["batch"])
    client.call("goxel.rename_layer", {"layer": 1, "name": "base"})
    client.call("goxel.fill_box", {"min": [0, 0, 0], "max": [2, 0, 0], "color": [200, 100, 50]})
    client.call("goxel.add_voxel", [0, 1, 0, 9, 9, 9])
    client.call("goxel.create_layer", ["other"])
    client.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1])
    client.call("goxel.set_active_layer", {"layer": "base"})
    client.call("goxel.create_material", {"name": "matt"})
    client.call("goxel.create_camera", {"name": "side", "position": [9, 0, 0], "target": [0, 0, 0]})
    client.call("goxel.create_snapshot", ["first"])
    client.call("goxel.select_box", {"min": [0, 0, 0], "max": [9, 9, 9]})
    client.call("goxel.copy")
    client.call("goxel.clear_selection")


def state(client):
    """Everything that getters tell of the project, the voxels included, but for times."""
    found = {method: client.call(method, params) for method, params in GETTERS}
    for step in found["goxel.get_history"]["history"]:
        del step["time"]
    layers = found["goxel.list_layers"]["layers"]
    found["voxels"] = {layer["id"]: client.call("goxel.get_layer_voxels", {"layer": layer["id"], "limit": 0})
                       for layer in layers}
    return found


def content(client):
    """The same without what tells how it came about."""
    found = state(client)
    del found["goxel.get_history"]
    for name in ("revision", "history_bytes", "memory_bytes", "session"):
        del found["goxel.get_project_info"][name]
    return found
