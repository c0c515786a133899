# SPDX-License-Identifier: Apache-2.0
"""A TPP, a customer's browser and a keeper of processes: all a black-box test of Guichet needs. Shares no code
with the program."""
