"""What AM's refusal means, what probably caused it, and which step mends it."""

from ciba_helpers.explain.explaining import explain
from ciba_helpers.explain.explanation import Explanation

__all__ = ["Explanation", "explain"]
