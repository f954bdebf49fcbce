/* build.c - compiler, libraries and processor. */
#include "build.h"

#include "base/parallel.h"
#include "stream/header.h"
#include "stream/pack.h"

static const char *processor(void)
{
#if defined __x86_64__
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx512f"))
		return "x86-64 with AVX-512";
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		return "x86-64 with AVX2 and FMA";
	return "x86-64";
#elif defined __aarch64__
	return "AArch64";
#else
	return "other";
#endif
}

int build_describe(struct bytes *out, struct fault *fault)
{
	return bytes_printf(out, fault,
		"compiler\t%s\nstream format\t%d\ndeflate\t%s\nprocessor\t%s\ncores\t%d\n",
		__VERSION__, HEADER_VERSION, pack_engine(), processor(), parallel_cores());
}
