"""The benchmarks run; how fast is for their reader to judge."""

from benchmarks.flows import measured


async def test_flows_are_measured_beside_their_limits() -> None:
    costs = await measured(3)
    assert costs.flow > 0
    assert costs.signatures > 0
    assert costs.empty_routes > 0
    assert "of one core" in str(costs)
