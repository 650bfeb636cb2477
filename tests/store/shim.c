/* What a disk sees of the store, and a disk that refuses: preloaded into a process of the tests (Linux).

   Files below KAMERTON_FOLDER are watched. Every write, truncation, removal and successful fsync is appended to
   KAMERTON_TRACE in the order it happened:  int32 kind, int32 length of name, int64 offset, int64 size, name, bytes.
   shim_refuse(n, code): the n-th write from now and all after it fail with this errno; n < 0: the disk is well again.
   shim_refuse_sync(n): the n-th fsync from now fails with EIO, once. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE = 2, REMOVE = 3, SYNC = 4 };

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off64_t);
static int (*real_unlink)(const char *);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static size_t folder_length;
static int trace = -1;
static long refuse_in = -1, refuse_sync_in = -1;
static int refuse_code = ENOSPC;

__attribute__((constructor)) static void begin(void) {
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    folder = getenv("KAMERTON_FOLDER");
    folder_length = folder ? strlen(folder) : 0;
    if (getenv("KAMERTON_TRACE"))
        trace = open(getenv("KAMERTON_TRACE"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void shim_refuse(long n, int code) { refuse_in = n; refuse_code = code; }
void shim_refuse_sync(long n) { refuse_sync_in = n; }

static const char *below(const char *path) {
    if (!folder || strncmp(path, folder, folder_length) || path[folder_length] != '/') return NULL;
    return path + folder_length + 1;
}

static const char *name_of(int fd, char *room) {
    char link[40];
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = folder ? readlink(link, room, 4095) : -1;
    errno = saved;
    if (length < 0) return NULL;
    room[length] = 0;
    return below(room);
}

static void note(int32_t kind, const char *name, int64_t offset, const void *bytes, int64_t size) {
    if (trace < 0) return;
    int32_t length = strlen(name);
    char head[24];
    memcpy(head, &kind, 4); memcpy(head + 4, &length, 4); memcpy(head + 8, &offset, 8); memcpy(head + 16, &size, 8);
    if (real_write(trace, head, 24) != 24 || real_write(trace, name, length) != length) abort();
    if (bytes && real_write(trace, bytes, size) != size) abort();
}

static int refused(const char *name) {
    if (strncmp(name, "kiosk.db", 8) || refuse_in < 0 || refuse_in-- > 0) return 0;
    refuse_in = 0;
    errno = refuse_code;
    return 1;
}

ssize_t write(int fd, const void *bytes, size_t size) {
    char room[4096];
    const char *name = fd == trace ? NULL : name_of(fd, room);
    if (!name) return real_write(fd, bytes, size);
    pthread_mutex_lock(&lock);
    off64_t offset = lseek64(fd, 0, SEEK_CUR);
    if (fcntl(fd, F_GETFL) & O_APPEND) offset = lseek64(fd, 0, SEEK_END);
    ssize_t done = refused(name) ? -1 : real_write(fd, bytes, size);
    if (done > 0) note(WRITE, name, offset, bytes, done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) {
    char room[4096];
    const char *name = name_of(fd, room);
    if (!name) return real_pwrite(fd, bytes, size, offset);
    pthread_mutex_lock(&lock);
    ssize_t done = refused(name) ? -1 : real_pwrite(fd, bytes, size, offset);
    if (done > 0) note(WRITE, name, offset, bytes, done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) { return pwrite64(fd, bytes, size, offset); }

static int synced(int fd, int (*sync)(int)) {
    char room[4096];
    const char *name = name_of(fd, room);
    if (!name) return sync(fd);
    pthread_mutex_lock(&lock);
    int done = -1;
    if (refuse_sync_in >= 0 && refuse_sync_in-- == 0) errno = EIO;
    else done = sync(fd);
    if (done == 0) note(SYNC, name, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int ftruncate64(int fd, off64_t size) {
    char room[4096];
    const char *name = name_of(fd, room);
    if (!name) return real_ftruncate(fd, size);
    pthread_mutex_lock(&lock);
    int done = refused(name) ? -1 : real_ftruncate(fd, size);
    if (done == 0) note(TRUNCATE, name, size, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int unlink(const char *path) {
    const char *name = below(path);
    if (!name) return real_unlink(path);
    pthread_mutex_lock(&lock);
    int done = real_unlink(path);
    if (done == 0) note(REMOVE, name, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}
