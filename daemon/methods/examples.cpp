#include "daemon/methods/examples.hpp"

#include <array>

namespace goxel::methods {

namespace {

constexpr auto kProject = std::to_array<rpc::Example>({
    {"goxel.create_project", R"({"name":"castle","width":32,"height":32,"depth":32})", ""},
    {"goxel.rename_layer", R"({"layer":1,"name":"walls"})", ""},
    {"goxel.fill_box", R"({"min":[0,0,0],"max":[3,3,1],"color":[200,180,160]})", ""},
    {"goxel.create_layer", R"({"name":"roof"})", ""},
    {"goxel.fill_box", R"({"min":[0,0,2],"max":[3,3,2],"color":"#B04020"})", ""},
    {"goxel.create_material", R"({"name":"stone"})", ""},
    {"goxel.create_camera", R"({"name":"gate","position":[2,-20,2],"target":[2,2,2]})", ""},
    {"goxel.copy", R"({"min":[0,0,2],"max":[1,1,2]})", ""},
    {"goxel.save_project", R"({"path":"castle.gox"})", ""},
    {"goxel.create_snapshot", R"({"name":"built"})", ""},
    {"goxel.add_voxel", R"({"x":1,"y":1,"z":3,"color":"#FF0000"})", ""},
    {"goxel.add_voxel", R"({"x":2,"y":2,"z":3,"color":"#FF0000"})", ""},
    {"goxel.undo", R"({})", ""},
});

/// In the order of list_methods.
constexpr auto kExamples = std::to_array<rpc::Example>({
    {"ping", R"({})", R"({"pong":true,"timestamp":1790000000})"},
    {"echo", R"({"said":"hello"})", R"({"said":"hello"})"},
    {"version", R"({})",
     R"({"version":"15.0.0","type":"daemon","protocol":"JSON-RPC 2.0","api_version":1})"},
    {"status", R"({})",
     R"({"status":"running","pid":4711,"current_time":"2026-09-21 14:13:20",)"
     R"("hostname":"keep","goxel_initialized":true,"methods_available":104,)"
     R"("memory_allocated":15000000,"uptime_seconds":0,"workers":2,"connections":1,)"
     R"("sessions":1})"},
    {"list_methods", R"({})", ""},
    {"goxel.get_limits", R"({})", ""},
    {"$/cancelRequest", R"({"id":7})", R"({"success":true})"},
    {"rpc.discover", R"({})", ""},
    {"goxel.health_check", R"({})",
     R"({"daemon_status":"healthy","mode":"multi","has_active_project":true,)"
     R"("project_id":"castle","idle_seconds":0,"max_concurrent_projects":20000,)"
     R"("workers":[{"id":0,"connections":1,"sessions":0,"queue_depth":0,)"
     R"("busy_fraction":0.25},{"id":1,"connections":1,"sessions":1,"queue_depth":0,)"
     R"("busy_fraction":0.25}],"uptime_seconds":0})"},
    {"goxel.debug.get_project_state", R"({})",
     R"({"mode":"multi","sessions":[{"session":"s0-mfrggzdfmztwq2lk","project_id":"castle",)"
     R"("state":"bound","worker":0,"revision":9,"dirty":true,"idle_seconds":0,)"
     R"("connections":1,"busy":false,"holds_lock":false}]})"},
    {"goxel.debug.force_cleanup", R"({})",
     R"({"success":true,"session":"s0-mfrggzdfmztwq2lk","project_id":"castle",)"
     R"("lock_released":false,"connections_released":1,"recoverable":"s0-mfrggzdfmztwq2lk"})"},
    {"goxel.debug.get_memory_stats", R"({})",
     R"({"workers":[{"worker":0,"allocated":463000,"active":565000,"resident":664000,)"
     R"("ever_allocated":981000},{"worker":1,"allocated":463000,"active":565000,)"
     R"("resident":664000,"ever_allocated":981000}],)"
     R"("sessions":[{"session":"s0-mfrggzdfmztwq2lk","tiles":2,"shared_tiles":1,)"
     R"("bytes":28912}],"resident":664000})"},
    {"goxel.get_status", R"({})",
     R"({"version":"15.0.0","layer_count":2,"read_only":false,"width":32,"height":32,)"
     R"("depth":32})"},
    {"goxel.create_project", R"({"name":"tower","width":16,"height":16,"depth":64})",
     R"({"success":true,"name":"tower","width":16,"height":16,"depth":64,)"
     R"("session":"s0-mfrggzdfmztwq2lk","project_id":"tower"})"},
    {"goxel.close_project", R"({"discard":true})", R"({"success":true})"},
    {"goxel.load_project", R"({"path":"castle.gox"})",
     R"({"success":true,"path":"castle.gox","session":"s0-mfrggzdfmztwq2lk",)"
     R"("project_id":"castle","format":"gox","layer_count":2,"voxel_count":48,"warnings":[]})"},
    {"goxel.save_project", R"({"path":"keep.gox"})",
     R"({"success":true,"path":"keep.gox","format":"gox","size_bytes":1576,"warnings":[]})"},
    {"goxel.save_project", R"({})",
     R"({"success":true,"path":"castle.gox","format":"gox","size_bytes":1576,"warnings":[]})"},
    {"goxel.export_model", R"({"path":"castle.txt"})",
     R"({"success":true,"path":"castle.txt","format":"txt","size_bytes":731,"warnings":[]})"},
    {"goxel.attach_session", R"({"session":"s0-mfrggzdfmztwq2lk"})",
     R"({"success":true,"session":"s0-mfrggzdfmztwq2lk","project_id":"castle"})"},
    {"goxel.detach_session", R"({})", R"({"success":true,"session":"s0-mfrggzdfmztwq2lk"})"},
    {"goxel.close_session", R"({"session":"s0-mfrggzdfmztwq2lk","discard":true})",
     R"({"success":true,"session":"s0-mfrggzdfmztwq2lk"})"},
    {"goxel.list_sessions", R"({})",
     R"({"count":1,"sessions":[{"session":"s0-mfrggzdfmztwq2lk","name":"castle",)"
     R"("state":"bound","dirty":true,"idle_seconds":0}]})"},
    {"goxel.add_voxel", R"({"x":0,"y":0,"z":5,"r":255,"g":0,"b":0})",
     R"({"success":true,"x":0,"y":0,"z":5,"layer_id":0,"color":[255,0,0,255],"changed":1})"},
    {"goxel.remove_voxel", R"({"x":0,"y":0,"z":2})",
     R"({"success":true,"x":0,"y":0,"z":2,"layer_id":0,"changed":1})"},
    {"goxel.remove_voxels", R"({"positions":[[0,0,2],[1,0,2],[9,9,9]]})",
     R"({"success":true,"removed":2,"changed":2})"},
    {"goxel.paint_voxels", R"({"x":0,"y":0,"z":2,"r":90,"g":90,"b":90})",
     R"({"success":true,"painted":1,"changed":1})"},
    {"goxel.get_voxel", R"({"x":0,"y":0,"z":2})",
     R"({"x":0,"y":0,"z":2,"exists":true,"color":[176,64,32,255]})"},
    {"goxel.get_voxels", R"({"positions":[[0,0,0],[0,0,2]],"layer":-2})",
     R"({"count":2,"colors":[[200,180,160,255],[176,64,32,255]]})"},
    {"add_voxels", R"({"voxels":[{"x":0,"y":0,"z":4,"r":255,"g":0,"b":0},[1,0,4,0,255,0]]})",
     R"({"success":true,"added":2,"failed":0,"changed":2})"},
    {"goxel.fill_box", R"({"min":[0,0,3],"max":[3,3,3],"color":"#B04020"})",
     R"({"success":true,"changed":16})"},
    {"goxel.clear_box", R"({"min":[1,1,2],"max":[2,2,2]})", R"({"success":true,"changed":4})"},
    {"goxel.clear", R"({"layer":"roof"})", R"({"success":true,"changed":17})"},
    {"goxel.flood_fill", R"({"x":0,"y":0,"z":2,"r":64,"g":64,"b":96})",
     R"({"success":true,"voxels_filled":16,"changed":16})"},
    {"goxel.procedural_shape",
     R"({"shape_type":"sphere","size":[5,5,5],"center":[8,8,8],"color":"#4080FF"})",
     R"({"success":true,"shape_type":"sphere","voxels_created":81,"changed":81})"},
    {"goxel.draw_line", R"({"from":[0,0,0],"to":[7,0,0],"color":[255,255,0]})",
     R"({"success":true,"changed":8})"},
    {"goxel.extrude", R"({"x":0,"y":0,"z":2,"face":"+z","distance":2})",
     R"({"success":true,"changed":30})"},
    {"goxel.mirror", R"({"axis":"x"})", R"({"success":true,"changed":34})"},
    {"goxel.rotate", R"({"axis":"z","angle":90,"layer":"all"})",
     R"({"success":true,"changed":98})"},
    {"goxel.translate", R"({"x":0,"y":0,"z":4,"layer":"all"})", R"({"success":true,"changed":98})"},
    {"goxel.scale", R"({"factor":2,"layer":"walls"})", R"({"success":true,"changed":288})"},
    {"goxel.crop", R"({"min":[0,0,0],"max":[1,1,3],"layer":"all"})",
     R"({"success":true,"changed":36})"},
    {"goxel.wrap", R"({"axis":"x","shift":1,"layer":"walls"})", R"({"success":true,"changed":16})"},
    {"goxel.adjust_colors", R"({"saturation":-100,"layer":"walls"})",
     R"({"success":true,"changed":32})"},
    {"goxel.replace_color", R"({"from":"#B04020","to":"#404040"})",
     R"({"success":true,"changed":16})"},
    {"goxel.quantize_colors", R"({"max_colors":1})", R"({"success":true,"changed":17})"},
    {"goxel.copy", R"({"min":[0,0,2],"max":[1,1,2]})",
     R"({"success":true,"voxels":4,"box":{"min":[0,0,2],"max":[1,1,2]},"changed":0})"},
    {"goxel.cut", R"({"min":[0,0,2],"max":[1,1,2]})",
     R"({"success":true,"voxels":4,"box":{"min":[0,0,2],"max":[1,1,2]},"changed":4})"},
    {"goxel.paste", R"({"position":[8,8,8]})", R"({"success":true,"changed":4})"},
    {"goxel.select_box", R"({"min":[0,0,0],"max":[1,1,9]})",
     R"({"success":true,"voxels":5,"box":{"min":[0,0,2],"max":[1,1,3]}})"},
    {"goxel.select_color", R"({"color":"#B04020"})",
     R"({"success":true,"voxels":16,"box":{"min":[0,0,2],"max":[3,3,2]}})"},
    {"goxel.select_connected", R"({"x":0,"y":0,"z":2})",
     R"({"success":true,"voxels":16,"box":{"min":[0,0,2],"max":[3,3,2]}})"},
    {"goxel.get_selection", R"({})", R"({"success":true,"voxels":0})"},
    {"goxel.clear_selection", R"({})", R"({"success":true,"voxels":0})"},
    {"goxel.boolean_layers", R"({"op":"union","source":"roof","target":"walls"})",
     R"({"success":true,"changed":17})"},
    {"goxel.cut_plane", R"({"point":[2,0,0],"normal":[1,0,0],"layer":"walls"})",
     R"({"success":true,"changed":16})"},
    {"goxel.generate_noise", R"({"seed":7,"min":[0,0,8],"max":[7,7,15]})",
     R"({"success":true,"changed":377})"},
    {"goxel.generate_terrain", R"({"seed":7,"min":[0,0,8],"max":[7,7,15]})",
     R"({"success":true,"changed":409})"},
    {"goxel.undo", R"({})", R"({"success":true,"steps":1,"revision":10})"},
    {"goxel.redo", R"({})", R"({"success":true,"steps":1,"revision":10})"},
    {"goxel.get_history", R"({})",
     R"({"revision":9,"undo_count":7,"redo_count":1,"history":[{"revision":1,)"
     R"("method":"rename_layer","time":1790000000,"voxels_changed":0},{"revision":2,)"
     R"("method":"fill_box","time":1790000000,"voxels_changed":32},{"revision":3,)"
     R"("method":"create_layer","time":1790000000,"voxels_changed":0},{"revision":4,)"
     R"("method":"fill_box","time":1790000000,"voxels_changed":16},{"revision":5,)"
     R"("method":"create_material","time":1790000000,"voxels_changed":0},{"revision":6,)"
     R"("method":"create_camera","time":1790000000,"voxels_changed":0},{"revision":7,)"
     R"("method":"add_voxel","time":1790000000,"voxels_changed":1}]})"},
    {"goxel.create_snapshot", R"({"name":"with a flag"})",
     R"({"success":true,"name":"with a flag"})"},
    {"goxel.restore_snapshot", R"({"name":"built"})", R"({"success":true,"name":"built"})"},
    {"goxel.list_snapshots", R"({})", R"({"count":1,"snapshots":["built"]})"},
    {"goxel.delete_snapshot", R"({"name":"built"})", R"({"success":true,"name":"built"})"},
    {"goxel.list_layers", R"({})",
     R"({"count":2,"layers":[{"id":1,"index":0,"name":"walls","visible":true,"active":false,)"
     R"("mode":"over","voxel_count":32},{"id":2,"index":1,"name":"roof","visible":true,)"
     R"("active":true,"mode":"over","voxel_count":17}]})"},
    {"goxel.get_layer", R"({"layer":"walls"})",
     R"({"id":1,"index":0,"name":"walls","visible":true,"active":false,"mode":"over",)"
     R"("kind":"normal","voxel_count":32,"bounds":{"min":[0,0,0],"max":[3,3,1]},)"
     R"("transform":[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1]})"},
    {"goxel.create_layer", R"({"name":"garden"})",
     R"({"success":true,"id":3,"name":"garden","visible":true,"color":[255,255,255]})"},
    {"goxel.delete_layer", R"({"layer":2})", R"({"success":true})"},
    {"goxel.rename_layer", R"({"layer":2,"name":"tiles"})",
     R"({"success":true,"id":2,"name":"tiles"})"},
    {"goxel.duplicate_layer", R"({"layer":"walls"})",
     R"({"success":true,"id":3,"name":"walls.1"})"},
    {"goxel.clone_layer", R"({"layer":"walls"})", R"({"success":true,"id":3,"name":"walls.1"})"},
    {"goxel.set_active_layer", R"({"layer":"walls"})", R"({"success":true,"id":1,"name":"walls"})"},
    {"goxel.move_layer", R"({"layer":"roof","index":0})",
     R"({"success":true,"id":2,"name":"roof"})"},
    {"goxel.merge_layers", R"({"source":"roof","target":"walls"})",
     R"({"success":true,"id":1,"name":"walls"})"},
    {"goxel.merge_visible", R"({})", R"({"success":true,"id":2,"name":"roof"})"},
    {"goxel.set_layer_visibility", R"({"layer":"roof","visible":false})",
     R"({"success":true,"visible":false})"},
    {"goxel.set_layer", R"({"layer":"walls","material":"stone"})",
     R"({"success":true,"id":1,"index":0,"name":"walls","visible":true,"active":false,)"
     R"("mode":"over","kind":"normal","voxel_count":32,"bounds":{"min":[0,0,0],"max":[3,3,)"
     R"(1]},"material":0,"transform":[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1]})"},
    {"goxel.create_shape_layer",
     R"({"shape":"sphere","min":[0,0,4],"max":[3,3,7],"color":"#FFFF00"})",
     R"({"success":true,"id":3,"name":"Layer.1"})"},
    {"goxel.list_materials", R"({})",
     R"({"count":1,"materials":[{"index":0,"name":"stone","color":[255,255,255,255],)"
     R"("base_color":[1,1,1,1],"metallic":0.2,"roughness":0.5,"emission":[0,0,0]}]})"},
    {"goxel.create_material", R"({"name":"gold","color":"#FFD700","metallic":1})",
     R"({"success":true,"index":1,"name":"gold","color":[255,215,0,255],"base_color":[1,)"
     R"(0.6795425,0,1],"metallic":1,"roughness":0.5,"emission":[0,0,0]})"},
    {"goxel.update_material", R"({"material":"stone","roughness":1})",
     R"({"success":true,"index":0,"name":"stone","color":[255,255,255,255],"base_color":[1,)"
     R"(1,1,1],"metallic":0.2,"roughness":1,"emission":[0,0,0]})"},
    {"goxel.delete_material", R"({"material":"stone"})", R"({"success":true})"},
    {"goxel.list_cameras", R"({})",
     R"({"count":1,"active":0,"cameras":[{"index":0,"name":"gate","active":true,)"
     R"("position":[2,-20,2],"target":[2,2,2],"up":[0,0,1],"distance":22,)"
     R"("orthographic":false,"matrix":[1,0,0,0,0,0,1,0,0,-1,0,0,2,-20,2,1]}]})"},
    {"goxel.create_camera", R"({"name":"above","position":[2,2,30],"target":[2,2,0]})",
     R"({"success":true,"index":1,"name":"above","active":true,"position":[2,2,30],)"
     R"("target":[2,2,0],"up":[0,1,0],"distance":30,"orthographic":false,"matrix":[1,0,0,0,)"
     R"(0,1,0,0,0,0,1,0,2,2,30,1]})"},
    {"goxel.update_camera", R"({"camera":"gate","orthographic":true})",
     R"({"success":true,"index":0,"name":"gate","active":true,"position":[2,-20,2],)"
     R"("target":[2,2,2],"up":[0,0,1],"distance":22,"orthographic":true,"matrix":[1,0,0,0,0,)"
     R"(0,1,0,0,-1,0,0,2,-20,2,1]})"},
    {"goxel.delete_camera", R"({"camera":"gate"})", R"({"success":true})"},
    {"goxel.set_active_camera", R"({"camera":"gate"})",
     R"({"success":true,"index":0,"name":"gate","active":true,"position":[2,-20,2],)"
     R"("target":[2,2,2],"up":[0,0,1],"distance":22,"orthographic":false,"matrix":[1,0,0,0,)"
     R"(0,0,1,0,0,-1,0,0,2,-20,2,1]})"},
    {"goxel.get_project_info", R"({})",
     R"({"name":"castle","path":"castle.gox","session":"s0-mfrggzdfmztwq2lk","dirty":true,)"
     R"("revision":9,"box":{"min":[-16,-16,0],"max":[15,15,31]},"layers":2,"active_layer":2,)"
     R"("voxel_count":49,"memory_bytes":26392,"history_bytes":2520})"},
    {"goxel.get_light", R"({})",
     R"({"success":true,"pitch":20,"yaw":120,"intensity":2,"ambient":0.3,"shadow":0.3,)"
     R"("fixed":false})"},
    {"goxel.set_light", R"({"pitch":45,"intensity":1.5})",
     R"({"success":true,"pitch":45,"yaw":120,"intensity":1.5,"ambient":0.3,"shadow":0.3,)"
     R"("fixed":false})"},
    {"goxel.get_image_box", R"({})",
     R"({"success":true,"min":[-16,-16,0],"max":[15,15,31],"width":32,"height":32,"depth":32})"},
    {"goxel.set_image_box", R"({"min":[-8,-8,0],"max":[7,7,15]})",
     R"({"success":true,"min":[-8,-8,0],"max":[7,7,15],"width":16,"height":16,"depth":16})"},
    {"goxel.get_palette", R"({})", R"({"success":true,"count":0,"colors":[]})"},
    {"goxel.set_palette", R"({"colors":["#C8B4A0","#B04020"]})",
     R"({"success":true,"count":2,"colors":[[200,180,160,255],[176,64,32,255]]})"},
    {"goxel.get_layer_voxels", R"({"layer":"roof","limit":2})",
     R"({"voxels":[{"x":0,"y":0,"z":2,"color":[176,64,32,255]},{"x":1,"y":0,"z":2,)"
     R"("color":[176,64,32,255]}],"count":2,"total":17,"truncated":true,"bbox":{"min":[0,0,)"
     R"(2],"max":[1,0,2]}})"},
    {"goxel.get_voxels_region", R"({"min":[0,0,3],"max":[9,9,9]})",
     R"({"voxels":[{"x":1,"y":1,"z":3,"color":[255,0,0,255]}],"count":1,"total":1,)"
     R"("truncated":false,"bbox":{"min":[1,1,3],"max":[1,1,3]}})"},
    {"goxel.get_bounding_box", R"({"layer":-2})",
     R"({"empty":false,"min":[0,0,0],"max":[4,4,4],"dimensions":[4,4,4]})"},
    {"goxel.get_statistics", R"({"layer":"walls"})",
     R"({"voxel_count":32,"solid_voxels":32,"surface_voxels":32,"exposed_faces":64,)"
     R"("tiles":1,"uniform_tiles":0,"memory_bytes":4680,"bounds":{"min":[0,0,0],"max":[3,3,)"
     R"(1]},"fill_fraction":1})"},
    {"goxel.find_components", R"({})",
     R"({"count":1,"total":1,"truncated":false,"components":[{"voxel_count":17,)"
     R"("bounds":{"min":[0,0,2],"max":[3,3,3]},"first":[0,0,2]}]})"},
    {"goxel.find_enclosed", R"({"layer":-2})",
     R"({"voxels":[],"count":0,"total":0,"truncated":false})"},
    {"goxel.get_color_histogram", R"({"layer":-2})",
     R"({"histogram":[{"color":"#C8B4A0FF","rgba":[200,180,160,255],"count":32,)"
     R"("percentage":65.3061224489796},{"color":"#B04020FF","rgba":[176,64,32,255],)"
     R"("count":16,"percentage":32.6530612244898},{"color":"#FF0000FF","rgba":[255,0,0,255],)"
     R"("count":1,"percentage":2.0408163265306123}],"total_voxels":49,"unique_colors":3,)"
     R"("total":3,"metadata":{"binned":false}})"},
    {"goxel.find_voxels_by_color", R"({"color":"#FF0000"})",
     R"({"target_color":"#FF0000FF","match_count":1,"total":1,"truncated":false,)"
     R"("locations":[{"x":1,"y":1,"z":3,"layer_id":-1}],"metadata":{"tolerance":[0,0,0,0]}})"},
    {"goxel.get_unique_colors", R"({"layer":-2})",
     R"({"colors":[{"hex":"#B04020FF","rgba":[176,64,32,255],"count":16},{"hex":"#C8B4A0FF",)"
     R"("rgba":[200,180,160,255],"count":32},{"hex":"#FF0000FF","rgba":[255,0,0,255],)"
     R"("count":1}],"count":3,"total":3,"metadata":{"layer_id":-2,"sorted_by_count":false}})"},
    {"goxel.render_scene",
     R"({"output_path":"castle.png","width":256,"height":256,"camera_preset":"isometric"})",
     R"({"success":true,"width":256,"height":256,"format":"png","output_path":"castle.png"})"},
    {"goxel.render_views", R"({"views":["front","top"],"width":64,"height":64,)"
                           R"("output_path":"castle.png","sheet":true})",
     R"({"success":true,"count":2,"dimensions":{"width":128,"height":64},"format":"png",)"
     R"("views":[{"view":"front","x":0,"y":0},{"view":"top","x":64,"y":0}],)"
     R"("output_path":"castle.png"})"},
    {"goxel.list_renders", R"({})", ""},
    {"goxel.get_render_info", R"({"path":"$render"})", ""},
    {"goxel.cleanup_render", R"({"path":"$render"})", ""},
    {"goxel.get_render_stats", R"({})", ""},
    {"goxel.batch_operations",
     R"({"operations":[{"type":"add_voxel","x":0,"y":0,"z":9,"color":"#00FF00"},)"
     R"({"type":"mirror","axis":"x"}]})",
     ""},
    {"goxel.run",
     R"({"operations":[{"type":"fill_box","min":[0,0,0],"max":[1,1,1],"color":[9,9,9]}],)"
     R"("outputs":["cube.gox","cube.png"]})",
     ""},
    {"goxel.diff", R"({"a":"snapshot:built"})",
     R"({"success":true,"identical":false,"added":1,"removed":0,"recolored":0,"layers":[)"
     R"({"id":2,"name":"roof","fate":"kept","added":1,"removed":0,"recolored":0,)"
     R"("bounds":{"min":[1,1,3],"max":[1,1,3]}}]})"},
    {"goxel.import_model", R"({"path":"castle.gox","offset":[10,0,0]})",
     R"({"success":true,"path":"castle.gox","format":"gox","voxel_count":48,)"
     R"("layers":[{"id":3,"name":"walls"},{"id":4,"name":"roof"}],"warnings":[]})"},
    {"goxel.list_formats", R"({})", ""},
    {"goxel.list_jobs", R"({})", ""},
    {"goxel.get_job", R"({"job":"$job"})", ""},
    {"goxel.cancel_job", R"({"job":"$job"})", ""},
    {"goxel.execute_script", R"({"script":"goxel.image.activeLayer"})", ""},
    {"goxel.authenticate", R"({"token":"$token"})", ""},
    {"goxel.set_log_level", R"({"level":"debug"})", ""},
    {"goxel.shutdown", R"({})", ""},
    {"goxel.get_metrics", R"({})", ""},
});

}  // namespace

std::span<const rpc::Example> examples() { return kExamples; }

std::span<const rpc::Example> example_project() { return kProject; }

}  // namespace goxel::methods
