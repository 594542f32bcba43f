/* faulty.c - makes one call of a program fail; to be preloaded (README in this folder)
 *
 *   FAULTY_LOG=FILE      FILE gets a line "NAME WHO SITE" for each call from main() on, and
 *                        "struck NAME WHO SITE" where a fault was made
 *   FAULTY_CALL=NAME     which call fails ...
 *   FAULTY_WHO=program   ... if the program itself makes it (or "library"; not set: whoever) ...
 *   FAULTY_SITE=SITE     ... from there (not set: from anywhere) ...
 *   FAULTY_NTH=N         ... the Nth time; with "N+" from then on
 *   FAULTY_ACTION=A      the number of an errno; "short": one byte of many; "signal N": it comes at
 *                        that moment, and the call goes on
 *
 *   FAULTY_DEPTH=N       so many functions on the way to a call tell sites apart
 *
 * A site is the caller ("module+offset") and a digest of the functions that led there, the same in
 * every run of one build. Children of the program get nothing of all this. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <unwind.h>

enum { FRAMES_MAX = 64, MODULES_MAX = 64, LOG_FD_MIN = 600, SHORT = -1, SIGNAL = -2 };

#define OF_LIBC "__libc_" /* what the program's own malloc() hands on to */

static struct {
	char call[32], who[16], site[64];
	long nth;
	bool lasting;
	int depth;
	int action, signal; /* an errno, SHORT, SIGNAL */
	int log;
} plan = {.log = -1};

static struct {
	uintptr_t from, to;
} modules[MODULES_MAX]; /* the program comes first */

static int module_n;
static atomic_bool armed;
static atomic_long seen;
static _Thread_local bool busy; /* what we do ourselves does not count */

/* ---- where a call comes from ---- */

static int note_module(struct dl_phdr_info *info, size_t size, void *arg)
{
	uintptr_t end = info->dlpi_addr;

	(void)size;
	(void)arg;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		uintptr_t to =
			info->dlpi_addr + info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz;

		if (info->dlpi_phdr[i].p_type == PT_LOAD && to > end)
			end = to;
	}
	if (module_n < MODULES_MAX) {
		modules[module_n].from = info->dlpi_addr;
		modules[module_n++].to = end;
	}
	return 0;
}

static int module_of(uintptr_t at)
{
	for (int i = 0; i < module_n; i++)
		if (at >= modules[i].from && at < modules[i].to)
			return i;
	return -1;
}

static uint64_t digest(uint64_t h, uint64_t word)
{
	for (int i = 0; i < 8; i++, word >>= 8)
		h = (h ^ (word & 0xff)) * 0x100000001b3u;
	return h;
}

struct way {
	void *frames[FRAMES_MAX];
	int n;
};

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *context, void *arg)
{
	struct way *w = arg;

	w->frames[w->n++] = (void *)_Unwind_GetIP(context);
	return w->n < FRAMES_MAX ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* Who made the call: the frame behind the wrapper, or behind the functions that the program puts in
 * the place of those of the C library. */
static int find_caller(void *const *frames, int n, const void *caller, bool replaced)
{
	int i = 0;

	while (i < n && frames[i] != caller)
		i++;
	return i == n ? n - 1 : replaced && i + 1 < n ? i + 1 : i;
}

/* Recursion counts once: a frame that is the one before it adds nothing. */
static uint64_t digest_of_way(void *const *frames, int from, int to)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (int i = from; i < to; i++) {
		uintptr_t at = (uintptr_t)frames[i];
		int m = module_of(at);

		if (m >= 0 && (i == from || frames[i - 1] != frames[i]))
			h = digest(h, at - modules[m].from);
	}
	return h;
}

/* Whether the program itself calls, and from where: "0+1a2b.0123456789abcdef". */
static bool read_site(char *out, size_t room, const void *caller, bool replaced)
{
	struct way w = {.n = 0};
	uintptr_t at;
	int first, last, m;

	_Unwind_Backtrace(note_frame, &w); /* backtrace() would load a library, with our malloc() */
	first = find_caller(w.frames, w.n, caller, replaced);
	last = first + plan.depth < w.n ? first + plan.depth : w.n;
	at = (uintptr_t)w.frames[first];
	m = module_of(at);
	snprintf(out, room, "%d+%lx.%016llx", m,
		 m < 0 ? 0ul : (unsigned long)(at - modules[m].from),
		 (unsigned long long)digest_of_way(w.frames, first, last));
	return m == 0;
}

/* ---- whether this is the call ---- */

static void note(const char *prefix, const char *name, const char *who, const char *site)
{
	char line[160];
	int n = snprintf(line, sizeof(line), "%s%s %s %s\n", prefix, name, who, site);

	if (plan.log >= 0)
		syscall(SYS_write, plan.log, line, n);
}

static bool is_its_turn(void)
{
	long n = atomic_fetch_add(&seen, 1) + 1;

	return n == plan.nth || (plan.lasting && n > plan.nth);
}

static bool wanted(const char *value, const char *here)
{
	return *value == '\0' || strcmp(value, here) == 0;
}

/* Walking the stack takes time: only where it matters. */
static int judge(const char *name, const void *caller, bool replaced)
{
	bool asked = strcmp(plan.call, name) == 0, counting = *plan.call == '\0';
	const char *who = "-";
	char site[64] = "-";

	if (!asked && !counting)
		return 0;
	if (counting || *plan.who != '\0' || *plan.site != '\0')
		who = read_site(site, sizeof(site), caller, replaced) ? "program" : "library";
	if (counting)
		note("", name, who, site);
	if (!asked || !wanted(plan.who, who) || !wanted(plan.site, site) || !is_its_turn())
		return 0;
	note("struck ", name, who, site);
	if (plan.action == SIGNAL)
		kill(getpid(), plan.signal);
	return plan.action == SIGNAL ? 0 : plan.action;
}

/* 0: go on; else what is to go wrong. errno stays what it was. */
static int fault_at(const char *name, const void *caller)
{
	bool replaced = strncmp(name, OF_LIBC, strlen(OF_LIBC)) == 0;
	int before = errno, action;

	if (!atomic_load(&armed) || busy)
		return 0;
	busy = true;
	action = judge(replaced ? name + strlen(OF_LIBC) : name, caller, replaced);
	busy = false;
	errno = before;
	return action;
}

/* ---- the calls ---- */

#define HERE __builtin_return_address(0)

static void *next(void **kept, const char *name)
{
	if (*kept == NULL)
		*kept = dlsym(RTLD_NEXT, name);
	return *kept;
}

/* Calls that answer `failed` and set errno. */
#define FAILS(type, failed, name, params, args)                                                    \
	type name params                                                                           \
	{                                                                                          \
		static void *real;                                                                 \
		int fault = fault_at(#name, HERE);                                                 \
                                                                                                   \
		if (fault > 0) {                                                                   \
			errno = fault;                                                             \
			return failed;                                                             \
		}                                                                                  \
		return ((type(*) params)next(&real, #name))args;                                   \
	}

/* The same; with SHORT only the first of `n` bytes goes through. */
#define MOVES(type, name, params, args)                                                            \
	type name params                                                                           \
	{                                                                                          \
		static void *real;                                                                 \
		int fault = fault_at(#name, HERE);                                                 \
                                                                                                   \
		if (fault > 0) {                                                                   \
			errno = fault;                                                             \
			return -1;                                                                 \
		}                                                                                  \
		if (fault == SHORT && n > 1)                                                       \
			n = 1;                                                                     \
		return ((type(*) params)next(&real, #name))args;                                   \
	}

FAILS(void *, NULL, malloc, (size_t n), (n))
FAILS(void *, NULL, calloc, (size_t n, size_t size), (n, size))
FAILS(void *, NULL, realloc, (void *p, size_t n), (p, n))
FAILS(void *, NULL, __libc_malloc, (size_t n), (n))
FAILS(void *, NULL, __libc_calloc, (size_t n, size_t size), (n, size))
FAILS(void *, NULL, __libc_realloc, (void *p, size_t n), (p, n))

FAILS(int, -1, socket, (int family, int type, int protocol), (family, type, protocol))
FAILS(int, -1, bind, (int fd, const struct sockaddr *a, socklen_t n), (fd, a, n))
FAILS(int, -1, connect, (int fd, const struct sockaddr *a, socklen_t n), (fd, a, n))
FAILS(int, -1, getsockname, (int fd, struct sockaddr *a, socklen_t *n), (fd, a, n))
FAILS(int, -1, getsockopt, (int fd, int level, int option, void *p, socklen_t *n),
      (fd, level, option, p, n))
FAILS(int, -1, setsockopt, (int fd, int level, int option, const void *p, socklen_t n),
      (fd, level, option, p, n))
FAILS(int, -1, shutdown, (int fd, int how), (fd, how))
MOVES(ssize_t, send, (int fd, const void *p, size_t n, int flags), (fd, p, n, flags))
MOVES(ssize_t, recv, (int fd, void *p, size_t n, int flags), (fd, p, n, flags))
FAILS(ssize_t, -1, recvmsg, (int fd, struct msghdr *m, int flags), (fd, m, flags))
FAILS(ssize_t, -1, recvfrom,
      (int fd, void *p, size_t n, int flags, struct sockaddr *a, socklen_t *size),
      (fd, p, n, flags, a, size))

MOVES(ssize_t, read, (int fd, void *p, size_t n), (fd, p, n))
MOVES(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n))
FAILS(int, -1, fsync, (int fd), (fd))
FAILS(int, -1, fchmod, (int fd, mode_t mode), (fd, mode))
FAILS(int, -1, rename, (const char *from, const char *to), (from, to))
FAILS(int, -1, renameat2,
      (int from_dir, const char *from, int to_dir, const char *to, unsigned flags),
      (from_dir, from, to_dir, to, flags))
FAILS(int, -1, link, (const char *from, const char *to), (from, to))
FAILS(int, -1, unlink, (const char *path), (path))
FAILS(int, -1, mkostemp, (char *path, int flags), (path, flags))
FAILS(FILE *, NULL, fopen, (const char *path, const char *mode), (path, mode))
FAILS(int, -1, __open_2, (const char *path, int flags), (path, flags))

FAILS(int, -1, epoll_create1, (int flags), (flags))
FAILS(int, -1, epoll_ctl, (int fd, int op, int on, void *event), (fd, op, on, event))
FAILS(int, -1, epoll_wait, (int fd, void *events, int n, int ms), (fd, events, n, ms))
FAILS(int, -1, epoll_pwait, (int fd, void *events, int n, int ms, const sigset_t *mask),
      (fd, events, n, ms, mask))
FAILS(int, -1, poll, (struct pollfd * p, nfds_t n, int ms), (p, n, ms))
FAILS(int, -1, ppoll, (struct pollfd * p, nfds_t n, const struct timespec *t, const sigset_t *mask),
      (p, n, t, mask))
FAILS(int, -1, __ppoll_chk,
      (struct pollfd * p, nfds_t n, const struct timespec *t, const sigset_t *mask, size_t size),
      (p, n, t, mask, size))
FAILS(int, -1, tcsetattr, (int fd, int when, const struct termios *t), (fd, when, t))
FAILS(int, -1, pipe2, (int ends[2], int flags), (ends, flags))
FAILS(int, -1, eventfd, (unsigned n, int flags), (n, flags))
FAILS(int, -1, dup2, (int from, int to), (from, to))
FAILS(pid_t, -1, fork, (void), ())
FAILS(pid_t, -1, waitpid, (pid_t child, int *status, int flags), (child, status, flags))
FAILS(int, -1, clock_gettime, (clockid_t id, struct timespec *t), (id, t))
MOVES(ssize_t, getrandom, (void *p, size_t n, unsigned flags), (p, n, flags))

/* The descriptor is gone also where close() reports that what was written is lost. */
int close(int fd)
{
	static void *real;
	int fault = fault_at("close", HERE), rc = ((int (*)(int))next(&real, "close"))(fd);

	if (fault <= 0)
		return rc;
	errno = fault;
	return -1;
}

#define WITH_MODE(name)                                                                            \
	int name(const char *path, int flags, ...)                                                 \
	{                                                                                          \
		static void *real;                                                                 \
		int fault = fault_at(#name, HERE);                                                 \
		va_list ap;                                                                        \
		int mode;                                                                          \
                                                                                                   \
		va_start(ap, flags);                                                               \
		mode = va_arg(ap, int);                                                            \
		va_end(ap);                                                                        \
		if (fault > 0) {                                                                   \
			errno = fault;                                                             \
			return -1;                                                                 \
		}                                                                                  \
		return ((int (*)(const char *, int, ...))next(&real, #name))(path, flags, mode);   \
	}
WITH_MODE(open)
WITH_MODE(open64)

/* Those that answer with the error itself. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*fn)(void *), void *arg)
{
	static void *real;
	int fault = fault_at("pthread_create", HERE);

	if (fault > 0)
		return fault;
	return ((__typeof__(&pthread_create))next(&real, "pthread_create"))(thread, attr, fn, arg);
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
		struct addrinfo **found)
{
	static void *real;
	int fault = fault_at("getaddrinfo", HERE);

	if (fault > 0) {
		errno = fault;
		return fault == ENOMEM ? EAI_MEMORY : EAI_SYSTEM;
	}
	return ((__typeof__(&getaddrinfo))next(&real, "getaddrinfo"))(node, service, hints, found);
}

/* ---- from main() to its end ---- */

static void take(const char *name, char *out, size_t room)
{
	const char *value = getenv(name);

	snprintf(out, room, "%s", value != NULL ? value : "");
	unsetenv(name);
}

static void read_plan(void)
{
	char word[4096], *end;

	take("FAULTY_CALL", plan.call, sizeof(plan.call));
	take("FAULTY_WHO", plan.who, sizeof(plan.who));
	take("FAULTY_SITE", plan.site, sizeof(plan.site));
	take("FAULTY_DEPTH", word, sizeof(word));
	plan.depth = atoi(word);
	take("FAULTY_NTH", word, sizeof(word));
	plan.nth = strtol(word, &end, 10);
	plan.lasting = *end == '+';
	take("FAULTY_ACTION", word, sizeof(word));
	if (strcmp(word, "short") == 0)
		plan.action = SHORT;
	else if (sscanf(word, "signal %d", &plan.signal) == 1)
		plan.action = SIGNAL;
	else
		plan.action = atoi(word);
	take("FAULTY_LOG", word, sizeof(word));
	if (*word != '\0') {
		int fd = open(word, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

		plan.log = fcntl(fd, F_DUPFD_CLOEXEC, LOG_FD_MIN);
		close(fd);
	}
	unsetenv("LD_PRELOAD");
}

static int (*real_main)(int, char **, char **);

static int main_between(int argc, char **argv, char **env)
{
	int rc;

	read_plan();
	dl_iterate_phdr(note_module, NULL);
	atomic_store(&armed, true);
	rc = real_main(argc, argv, env);
	atomic_store(&armed, false);
	return rc;
}

int __libc_start_main(int (*fn)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

int __libc_start_main(int (*fn)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
	static void *real;

	real_main = fn;
	return ((__typeof__(&__libc_start_main))next(&real, "__libc_start_main"))(
		main_between, argc, argv, init, fini, rtld_fini, stack_end);
}
