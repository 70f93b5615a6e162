#ifdef GOXEL_JEMALLOC

/// Read by jemalloc when the program starts, before any of its code runs. By default jemalloc gives
/// a block of 8 MiB or more back to the system as soon as it is freed. A message of a million
/// voxels needs several, and taking and clearing their pages anew was most of its time. Below 256
/// MiB they now wait for the next such message, and go back after a while like all other pages.
extern "C" const char* const malloc_conf;
extern "C" const char* const malloc_conf = "oversize_threshold:268435456";

#endif
