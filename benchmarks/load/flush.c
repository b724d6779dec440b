/* A disk that takes longer to flush: after each fsync, wait FLUSH_MICROSECONDS. Loaded with LD_PRELOAD (see disk.py). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

typedef int (*Flush)(int);

static int flushed(const char *name, int file)
{
    const char *wait = getenv("FLUSH_MICROSECONDS");
    int outcome = ((Flush)dlsym(RTLD_NEXT, name))(file);
    if (wait)
        usleep((useconds_t)atoi(wait));
    return outcome;
}

int fsync(int file) { return flushed("fsync", file); }
int fdatasync(int file) { return flushed("fdatasync", file); }
