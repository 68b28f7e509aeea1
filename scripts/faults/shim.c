/*
 * Stands between a program and the C library (LD_PRELOAD) and, for files under FAULT_DIR only,
 *   - writes every change to FAULT_LOG, so that a power loss can be replayed at any point of it;
 *   - fails the FAULT_NTH call of the kind FAULT_KIND (open, write, sync) with the number FAULT_ERRNO, and with
 *     FAULT_ONWARDS=1 every later one too;
 *   - ends the process without warning at the FAULT_KILL_AT-th change;
 *   - says on FAULT_COUNTS, at exit, how many calls of each kind there were.
 * Records: u8 kind, u32 path length, path, u64 offset, u32 data length, data; all little-endian.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FD 65536
#define PATH_BYTES 512

enum { OPEN, WRITE, SYNC, KINDS };
static const char *kind_names[KINDS] = {"open", "write", "sync"};

static char *paths[MAX_FD];
static const char *dir;
static size_t dir_length;
static int log_fd = -1, fail_kind = -1, fail_errno = EIO, onwards;
static long nth, kill_at, counts[KINDS], changes;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(type, name) \
  static type real; \
  if (!real) real = (type)dlsym(RTLD_NEXT, name)

typedef ssize_t (*write_fn)(int, const void *, size_t);
static ssize_t plain_write(int fd, const void *data, size_t length) {
  REAL(write_fn, "write");
  return real(fd, data, length);
}

static long number(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

__attribute__((constructor)) static void start(void) {
  dir = getenv("FAULT_DIR");
  if (!dir) return;
  dir_length = strlen(dir);
  const char *log = getenv("FAULT_LOG");
  if (log) {
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    /* Out of the way of the program's own numbers. */
    log_fd = fcntl(fd, F_DUPFD_CLOEXEC, 1000);
    close(fd);
  }
  const char *kind = getenv("FAULT_KIND");
  for (int i = 0; kind && i < KINDS; i++) if (strcmp(kind, kind_names[i]) == 0) fail_kind = i;
  nth = number("FAULT_NTH");
  onwards = number("FAULT_ONWARDS") != 0;
  kill_at = number("FAULT_KILL_AT");
  if (number("FAULT_ERRNO")) fail_errno = (int)number("FAULT_ERRNO");
}

__attribute__((destructor)) static void finish(void) {
  const char *path = getenv("FAULT_COUNTS");
  if (!dir || !path) return;
  char line[128];
  int length = snprintf(line, sizeof line, "{\"open\":%ld,\"write\":%ld,\"sync\":%ld,\"changes\":%ld}\n",
                        counts[OPEN], counts[WRITE], counts[SYNC], changes);
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd >= 0) { plain_write(fd, line, (size_t)length); close(fd); }
}

static int is_ours(const char *path) { return dir && path && strncmp(path, dir, dir_length) == 0; }
static const char *path_of(int fd) { return fd >= 0 && fd < MAX_FD ? paths[fd] : NULL; }

/* True when this call is to fail. */
static int fails(int kind) {
  pthread_mutex_lock(&lock);
  long count = ++counts[kind];
  pthread_mutex_unlock(&lock);
  if (kind != fail_kind || (onwards ? count < nth : count != nth)) return 0;
  errno = fail_errno;
  return 1;
}

static void note(char kind, const char *path, uint64_t offset, const void *data, uint32_t length) {
  pthread_mutex_lock(&lock);
  if (++changes == kill_at) kill(getpid(), SIGKILL);
  if (log_fd >= 0) {
    uint32_t path_length = (uint32_t)strlen(path);
    size_t total = 1 + 4 + path_length + 8 + 4 + length;
    unsigned char *record = malloc(total), *at = record;
    *at++ = (unsigned char)kind;
    memcpy(at, &path_length, 4); at += 4;
    memcpy(at, path, path_length); at += path_length;
    memcpy(at, &offset, 8); at += 8;
    memcpy(at, &length, 4); at += 4;
    if (length) memcpy(at, data, length);
    plain_write(log_fd, record, total);
    free(record);
  }
  pthread_mutex_unlock(&lock);
}

static void remember(int fd, const char *path, int flags) {
  if (fd < 0 || fd >= MAX_FD) return;
  free(paths[fd]);
  paths[fd] = strdup(path);
  if (flags & O_TRUNC) note('T', path, 0, NULL, 0);
}

#define OPENER(name) \
  int name(const char *path, int flags, ...) { \
    typedef int (*fn)(const char *, int, ...); \
    REAL(fn, #name); \
    va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
    if (!is_ours(path)) return real(path, flags, mode); \
    if (fails(OPEN)) return -1; \
    int fd = real(path, flags, mode); \
    remember(fd, path, flags); \
    return fd; \
  }
OPENER(open)
OPENER(open64)

#define OPENER_AT(name) \
  int name(int at, const char *path, int flags, ...) { \
    typedef int (*fn)(int, const char *, int, ...); \
    REAL(fn, #name); \
    va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
    if (!is_ours(path)) return real(at, path, flags, mode); \
    if (fails(OPEN)) return -1; \
    int fd = real(at, path, flags, mode); \
    remember(fd, path, flags); \
    return fd; \
  }
OPENER_AT(openat)
OPENER_AT(openat64)

int close(int fd) {
  typedef int (*fn)(int);
  REAL(fn, "close");
  if (path_of(fd)) { free(paths[fd]); paths[fd] = NULL; }
  return real(fd);
}

ssize_t write(int fd, const void *data, size_t length) {
  const char *path = path_of(fd);
  if (path) {
    off_t offset = lseek(fd, 0, SEEK_CUR);
    int flags = fcntl(fd, F_GETFL);
    if (flags & O_APPEND) offset = lseek(fd, 0, SEEK_END);
    if (fails(WRITE)) return -1;
    note('W', path, (uint64_t)offset, data, (uint32_t)length);
  }
  return plain_write(fd, data, length);
}

#define PWRITER(name, offset_type) \
  ssize_t name(int fd, const void *data, size_t length, offset_type offset) { \
    typedef ssize_t (*fn)(int, const void *, size_t, offset_type); \
    REAL(fn, #name); \
    const char *path = path_of(fd); \
    if (path) { \
      if (fails(WRITE)) return -1; \
      note('W', path, (uint64_t)offset, data, (uint32_t)length); \
    } \
    return real(fd, data, length, offset); \
  }
PWRITER(pwrite, off_t)
PWRITER(pwrite64, off64_t)

#define SYNCER(name) \
  int name(int fd) { \
    typedef int (*fn)(int); \
    REAL(fn, #name); \
    const char *path = path_of(fd); \
    if (path) { \
      if (fails(SYNC)) return -1; \
      note('S', path, 0, NULL, 0); \
    } \
    return real(fd); \
  }
SYNCER(fsync)
SYNCER(fdatasync)

#define TRUNCATER(name, length_type) \
  int name(int fd, length_type length) { \
    typedef int (*fn)(int, length_type); \
    REAL(fn, #name); \
    const char *path = path_of(fd); \
    if (path) { \
      if (fails(WRITE)) return -1; \
      note('T', path, (uint64_t)length, NULL, 0); \
    } \
    return real(fd, length); \
  }
TRUNCATER(ftruncate, off_t)
TRUNCATER(ftruncate64, off64_t)

#define MOVER(name, kind) \
  int name(const char *from, const char *to) { \
    typedef int (*fn)(const char *, const char *); \
    REAL(fn, #name); \
    if (is_ours(from)) note(kind, from, 0, to, (uint32_t)strlen(to)); \
    return real(from, to); \
  }
MOVER(rename, 'R')
MOVER(link, 'L')

int unlink(const char *path) {
  typedef int (*fn)(const char *);
  REAL(fn, "unlink");
  if (is_ours(path)) note('U', path, 0, NULL, 0);
  return real(path);
}
