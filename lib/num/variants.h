/* variants - one function compiled for several processors, the best of them
 * chosen when the program starts.  The bits must not differ: no contraction,
 * fused multiply-add written out, a fixed number of lanes. */
#ifndef NUM_VARIANTS_H
#define NUM_VARIANTS_H

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) \
	&& !defined(__SANITIZE_THREAD__)
#define VARIANTS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VARIANTS
#endif

/* For what such a function calls, or it would call the variant for any
 * processor. */
#define INLINE inline __attribute__((always_inline))

#endif
