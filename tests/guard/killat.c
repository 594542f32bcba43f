/* killat.c - runs a program and kills it at one step of its work in a folder
 *
 *	killat RESULT FOLDER N COMMAND...
 *
 * Steps are counted where the first thread enters or leaves a system call, from the moment it opens
 * a folder whose path begins with FOLDER until it has closed it; and so each time it does that. At
 * step N it gets SIGKILL. RESULT gets "SECTION STEPS", how often it had opened it and how many
 *steps were seen, and "killed" or "survived". */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
	const char *folder;
	long section, steps, kill_at;
	bool inside;	    /* a section has begun */
	bool opening;	    /* ... and this call may give its descriptor */
	int64_t descriptor; /* -1: not yet */
	bool closing;	    /* this call ends it */
} at = {.descriptor = -1};

static void die(const char *what)
{
	fprintf(stderr, "killat: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* Whether the text at `p` of the child begins with the folder's path. */
static bool names_folder(pid_t child, uint64_t p)
{
	size_t n = strlen(at.folder);

	for (size_t i = 0; i < n; i += sizeof(long)) {
		size_t left = n - i < sizeof(long) ? n - i : sizeof(long);
		long word;

		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, child, (void *)(uintptr_t)(p + i), NULL);
		if (errno != 0 || memcmp(&word, at.folder + i, left) != 0)
			return false;
	}
	return true;
}

static void entered(pid_t child, const struct __ptrace_syscall_info *info)
{
	uint64_t nr = info->entry.nr;

	at.opening = nr == SYS_openat && names_folder(child, info->entry.args[1]);
#ifdef SYS_open
	at.opening = at.opening || (nr == SYS_open && names_folder(child, info->entry.args[0]));
#endif
	if (at.opening && !at.inside) {
		at.inside = true;
		at.section++;
	}
	at.closing = at.inside && nr == SYS_close && (int64_t)info->entry.args[0] == at.descriptor;
}

static void left(const struct __ptrace_syscall_info *info)
{
	if (at.opening && at.inside && at.descriptor < 0 && info->exit.rval >= 0)
		at.descriptor = info->exit.rval;
	if (at.closing) {
		at.inside = false;
		at.descriptor = -1;
	}
	at.opening = at.closing = false;
}

/* True: this was the step. */
static bool step(pid_t child)
{
	struct __ptrace_syscall_info info = {0};
	bool counts = at.inside;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, child, (void *)sizeof(info), &info) < 0)
		return false;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		entered(child, &info);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		left(&info);
	return (counts || at.inside) && ++at.steps == at.kill_at;
}

/* True: killed. */
static bool follow(pid_t child)
{
	int status, signal = 0;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, child, NULL, (void *)(intptr_t)signal) < 0 ||
		    waitpid(child, &status, __WALL) < 0)
			die("trace");
		if (WIFEXITED(status) || WIFSIGNALED(status))
			return false;
		signal = WSTOPSIG(status);
		if (signal == (SIGTRAP | 0x80) && step(child)) {
			kill(child, SIGKILL);
			waitpid(child, &status, __WALL);
			return true;
		}
		if ((signal & ~0x80) == SIGTRAP) /* ours: a call, or the new program */
			signal = 0;
	}
}

int main(int argc, char **argv)
{
	bool killed;
	pid_t child;
	FILE *result;
	int status;

	if (argc < 5)
		return 2;
	at.folder = argv[2];
	at.kill_at = atol(argv[3]);
	child = fork();
	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execvp(argv[4], argv + 4);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		die("start");
	if (ptrace(PTRACE_SETOPTIONS, child, NULL,
		   (void *)(intptr_t)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) < 0)
		die("trace");
	killed = follow(child);
	result = fopen(argv[1], "w");
	if (result == NULL)
		die(argv[1]);
	fprintf(result, "%ld %ld %s\n", at.section, at.steps, killed ? "killed" : "survived");
	return fclose(result) == 0 ? 0 : 2;
}
