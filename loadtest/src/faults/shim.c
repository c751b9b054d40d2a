// Stands between a program and its disk and clock (LD_PRELOAD): stalls fsync while a file exists, tells up to where
// each file is on the disk, and puts the wall clock forward or back.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

// While BURGERTOP_SHIM_STALL names a file that exists, nothing reaches the disk.
static void stall(void) {
    const char *file = getenv("BURGERTOP_SHIM_STALL");
    struct timespec pause = {0, 5 * 1000 * 1000};
    while (file && access(file, F_OK) == 0) nanosleep(&pause, NULL);
}

// A line "SIZE PATH" in BURGERTOP_SHIM_SYNCED for each file that was synced.
static void tell(int fd, off_t size) {
    const char *journal = getenv("BURGERTOP_SHIM_SYNCED");
    char link[64], path[3072], line[4096];
    if (!journal) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return;
    path[length] = 0;
    int out = open(journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (out < 0) return;
    int count = snprintf(line, sizeof line, "%lld %s\n", (long long)size, path);
    if (write(out, line, (size_t)count) < 0) perror("shim");
    close(out);
}

// What is written while the disk works may not be on it: the size is that from before.
static int sync_with(long call, int fd) {
    struct stat before;
    int known = fstat(fd, &before) == 0 && S_ISREG(before.st_mode);
    stall();
    int done = (int)syscall(call, fd);
    int why = errno;
    if (done == 0 && known) tell(fd, before.st_size);
    errno = why;
    return done;
}

int fsync(int fd) { return sync_with(SYS_fsync, fd); }
int fdatasync(int fd) { return sync_with(SYS_fdatasync, fd); }

// BURGERTOP_SHIM_CLOCK_S: seconds to add to the wall clock.
static time_t skew(void) {
    const char *seconds = getenv("BURGERTOP_SHIM_CLOCK_S");
    return seconds ? (time_t)atoll(seconds) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int done = (int)syscall(SYS_clock_gettime, clock, now);
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += skew();
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec precise;
    if (clock_gettime(CLOCK_REALTIME, &precise) != 0) return -1;
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *out) {
    struct timespec precise;
    if (clock_gettime(CLOCK_REALTIME, &precise) != 0) return (time_t)-1;
    if (out) *out = precise.tv_sec;
    return precise.tv_sec;
}
