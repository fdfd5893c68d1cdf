// One AdamW step in one pass over memory: written out in operators it is ten passes and dominates small batches.
#include "shim.h"
#include <ATen/Parallel.h>
#include <cmath>

using namespace shim;

namespace {

struct Rates {
  float decay, step_size, root_scale, beta1, beta2, epsilon, sign;
};

void update(float* __restrict parameter, float* __restrict mean, float* __restrict square, const float* __restrict gradient, int64_t from, int64_t to,
            const Rates r) {
  for (int64_t i = from; i < to; i++) {
    float g = r.sign * gradient[i];
    float m = r.beta1 * mean[i] + (1 - r.beta1) * g;
    float v = r.beta2 * square[i] + (1 - r.beta2) * g * g;
    mean[i] = m;
    square[i] = v;
    parameter[i] = parameter[i] * r.decay - r.step_size * m / (std::sqrt(v) * r.root_scale + r.epsilon);
  }
}

void check(const at::Tensor& t, const char* what, const at::Tensor& parameter) {
  TORCH_CHECK(t.scalar_type() == at::kFloat && t.sizes() == parameter.sizes() && t.strides() == parameter.strides() && t.is_non_overlapping_and_dense(),
              "AdamW needs dense float32 tensors of one layout; ", what, " is ", t.scalar_type(), t.sizes(), ", the parameter ", parameter.scalar_type(),
              parameter.sizes());
}

}  // namespace

// Loshchilov and Hutter, "Decoupled Weight Decay Regularization", algorithm 2, as PyTorch writes it: decay by lr * weight_decay
// before the step; step counts from 1. float32 only; all tensors may have any dense layout, the same one.
CT_EXPORT int ct_adamw(ct_tensor parameter, ct_tensor mean, ct_tensor square, double lr, double beta1, double beta2, double epsilon, double weight_decay,
                       int64_t step, int maximize) {
  return guard([&] {
    at::NoGradGuard no_grad;
    auto gradient = parameter->grad();
    if (!gradient.defined()) return;
    check(*parameter, "the parameter", *parameter);
    check(*mean, "exp_avg", *parameter);
    check(*square, "exp_avg_sq", *parameter);
    if (gradient.strides() != parameter->strides()) gradient = at::empty_like(*parameter).copy_(gradient);
    check(gradient, "the gradient", *parameter);
    Rates rates{static_cast<float>(1 - lr * weight_decay),
                static_cast<float>(lr / (1 - std::pow(beta1, step))),
                static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, step))),
                static_cast<float>(beta1),
                static_cast<float>(beta2),
                static_cast<float>(epsilon),
                maximize ? -1.0f : 1.0f};
    auto p = parameter->data_ptr<float>(), m = mean->data_ptr<float>(), v = square->data_ptr<float>();
    auto g = gradient.data_ptr<float>();
    at::parallel_for(0, parameter->numel(), 1 << 15, [&](int64_t from, int64_t to) { update(p, m, v, g, from, to, rates); });
    // Autograd must hear that the values changed.
    parameter->unsafeGetTensorImpl()->bump_version();
  });
}
