// Threads, random numbers, and whether operations are recorded for gradients.
#include "shim.h"
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <dlfcn.h>

using namespace shim;

// libtorch splits its own loops by OpenMP, OpenBLAS has a pool of its own: both are given the same number, since threads of
// one that wait beside threads of the other cost time and help nobody.
CT_EXPORT int ct_set_threads(int count) {
  return guard([&] {
    TORCH_CHECK(count > 0, "the number of threads must be positive, got ", count);
    at::set_num_threads(count);
    if (auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(count);
  });
}

CT_EXPORT int ct_threads() { return at::get_num_threads(); }

// OpenBLAS's number of threads, 0 if another BLAS is loaded.
CT_EXPORT int ct_blas_threads() {
  auto get = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  return get ? get() : 0;
}

CT_EXPORT int ct_grad_enabled() { return c10::GradMode::is_enabled(); }
CT_EXPORT void ct_set_grad_enabled(int on) { c10::GradMode::set_enabled(on != 0); }

// The default generator for a null seed (owned by the caller all the same), else a new one.
CT_EXPORT at::Generator* ct_generator(const uint64_t* seed) {
  at::Generator* made = nullptr;
  guard([&] { made = new at::Generator(seed ? at::make_generator<at::CPUGeneratorImpl>(*seed) : at::detail::getDefaultCPUGenerator()); });
  return made;
}

CT_EXPORT void ct_generator_free(at::Generator* generator) { delete generator; }

CT_EXPORT int ct_generator_seed(at::Generator* generator, uint64_t seed) {
  return guard([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_current_seed(seed);
  });
}

CT_EXPORT uint64_t ct_generator_initial_seed(at::Generator* generator) { return generator->current_seed(); }

CT_EXPORT ct_tensor ct_generator_state(at::Generator* generator) {
  ct_tensor state = nullptr;
  guard([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    state = keep(generator->get_state());
  });
  return state;
}

CT_EXPORT int ct_generator_set_state(at::Generator* generator, ct_tensor state) {
  return guard([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_state(*state);
  });
}
