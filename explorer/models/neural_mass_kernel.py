"""The loop of the thalamocortical neural mass, compiled."""

import functools

import numpy as np
from numba import njit

from explorer.models.nmda_block import _HALF_BLOCK_AT_ZERO, _PER_MILLIVOLT, BASELINE

# Symbols and values of Schellenberger Costa et al. 2016, as in the authors' published code:
# p pyramidal and i inhibitory cortex, t relay and r reticular thalamus; e excites, g inhibits.
# "N_rt" is from t to r. ms, mV, 1/ms.
_C1 = np.pi / np.sqrt(3.0)
_TAU = 30.0
_TAU_THALAMUS = 20.0
_QMAX_P, _QMAX_I, _QMAX_T = 0.030, 0.060, 0.4
_THETA, _SIGMA_I, _SIGMA_T = -58.5, 6.0, 6.0
_E_LEAK, _E_LEAK_T, _E_GABA, _E_K = -64.0, -70.0, -70.0, -100.0
_GAMMA_E, _GAMMA_G, _GAMMA_R, _NU = 0.070, 0.0586, 0.1, 0.12
_N_IP, _N_PI, _N_II = 72.0, 90.0, 90.0
_N_RT, _N_TR, _N_RR = 3.0, 5.0, 25.0
_N_TP, _N_RP, _N_PT, _N_IT = 2.6, 2.6, 5.0, 10.0
_ALPHA_NA, _PUMP, _NA_REST = 2.0, 0.09, 9.5
_PUMP_HALF = 3375.0
_E_CA, _E_H = 120.0, -40.0
_G_T_RELAY, _G_T_RETICULAR = 3.0, 2.3
_Q10 = 3.7371928
_K1, _K2, _K3, _K4 = 2.5e7, 4e-4, 0.1, 0.001
_G_INC = 2.0
_CALCIUM_IN, _CALCIUM_REST, _CALCIUM_TIME = 51.8e-6, 2.4e-4, 10.0
_NOISE_CORTEX, _NOISE_THALAMUS = 2.0, 0.02

_STATES = 32
# `fastmath` below: no parameter that passes `simulate_neural_mass` makes a NaN or an infinity, and
# the order of a sum matters less than the step; it takes a quarter off every run.


def resting_state() -> np.ndarray:
    """State at which to begin: everything silent, at its leak."""
    state = np.zeros(_STATES)
    state[0] = state[1] = _E_LEAK
    state[2] = _NA_REST
    state[13] = state[14] = _E_LEAK_T
    state[15] = _CALCIUM_REST
    return state


_LOW, _HIGH, _ROWS_A_MILLIVOLT = -130.0, 30.0, 50
"""Voltages of the table of gates, in mV; beyond, they are those of its ends."""


@functools.cache
def gates() -> np.ndarray:
    """Tabulate the thalamus's rates and gates by voltage, shape (voltages, 10).

    Thirteen exponentials a step are most of its work; between rows 0.02 mV apart, lines miss them
    by less than 0.001 %. Relay: rate, m^2 and h of the T current, 1/tau of h, m of the h current,
    1/tau of that; reticular: rate, m^2, h, 1/tau of h.
    """
    v = np.linspace(_LOW, _HIGH, round((_HIGH - _LOW) * _ROWS_A_MILLIVOLT) + 1)
    rate = _QMAX_T / (1 + np.exp(-_C1 * (v - _THETA) / _SIGMA_T))
    tau_ht = 30.8 + (211.4 + np.exp((v + 115.2) / 5.0)) / (1.0 + np.exp((v + 86.0) / 3.2))
    tau_hr = 85.0 + 1.0 / (np.exp((v + 48.0) / 4.0) + np.exp(-(v + 407.0) / 50.0))
    tau_m = 20.0 + 1000.0 / (np.exp((v + 71.5) / 14.2) + np.exp(-(v + 89.0) / 11.6))
    columns = (
        rate,
        1.0 / (1.0 + np.exp(-(v + 59.0) / 6.2)) ** 2,
        1.0 / (1.0 + np.exp((v + 81.0) / 4.0)),
        _Q10 / tau_ht,
        1.0 / (1.0 + np.exp((v + 75.0) / 5.5)),
        1.0 / tau_m,
        rate,
        1.0 / (1.0 + np.exp(-(v + 52.0) / 7.4)) ** 2,
        1.0 / (1.0 + np.exp((v + 80.0) / 5.0)),
        _Q10 / tau_hr,
    )
    table = np.stack(columns, axis=1)
    table.flags.writeable = False
    return table


@njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _rate(voltage: float, most: float, sigma: float) -> float:
    out: float = most / (1.0 + np.exp(-_C1 * (voltage - _THETA) / sigma))
    return out


@njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _nmda(voltage: float, share: float, grown: float, baseline: float, now: float) -> float:
    """Factor on the excitatory current: 1 at baseline magnesium; `grown` is the share by now."""
    if share == 0.0 or now == baseline:
        return 1.0
    factor = np.exp(-_PER_MILLIVOLT * voltage) / _HALF_BLOCK_AT_ZERO
    out: float = 1.0 - share + grown * (1.0 + baseline * factor) / (1.0 + now * factor)
    return out


@njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _place(voltage: float, rows: int) -> tuple[int, float]:
    """Row of the table below a voltage, and how far on to the next."""
    place = (min(max(voltage, _LOW), _HIGH) - _LOW) * _ROWS_A_MILLIVOLT
    row = min(int(place), rows - 2)
    return row, place - row


@njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _at(table: np.ndarray, row: int, part: float, column: int) -> float:
    low = table[row, column]
    out: float = low + part * (table[row + 1, column] - low)
    return out


@njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def integrate(
    state: np.ndarray,
    noise: np.ndarray,
    parameters: np.ndarray,
    table: np.ndarray,
    dt: float,
    per_sample: int,
    out: np.ndarray,
) -> None:
    """Go on from a state by Euler and Maruyama, in place; one voltage every `per_sample` steps.

    `table` is that of `gates`; without a thalamus there need be no third column of noise.
    """
    sigma, g_kna, g_leak, g_h = parameters[0], parameters[1], parameters[2], parameters[3]
    thalamus = parameters[4] != 0.0
    share, magnesium, gaba = parameters[5], parameters[6], parameters[7]
    grown, slowing = parameters[9], parameters[10]
    n_pp, leak_p, tau_na = parameters[11], parameters[12], parameters[13]
    gamma_g, gamma_r = _GAMMA_G / slowing, _GAMMA_R / slowing
    gaba *= slowing
    e2, g2, r2, nu2 = _GAMMA_E**2, gamma_g**2, gamma_r**2, _NU**2
    noise_p = e2 * _NOISE_CORTEX
    noise_t = e2 * _NOISE_THALAMUS
    v_p, v_i, na = state[0], state[1], state[2]
    s_ep, x_ep, s_ei, x_ei = state[3], state[4], state[5], state[6]
    s_gp, x_gp, s_gi, x_gi = state[7], state[8], state[9], state[10]
    y_p, z_p = state[11], state[12]
    v_t, v_r, ca, h_t, h_r, m_h, m_h2 = (
        state[13], state[14], state[15], state[16], state[17], state[18], state[19],
    )  # fmt: skip
    s_et, x_et, s_er, x_er = state[20], state[21], state[22], state[23]
    s_gt, x_gt, s_gr, x_gr = state[24], state[25], state[26], state[27]
    y_t, z_t = state[28], state[29]
    pump_rest = _NA_REST**3 / (_NA_REST**3 + _PUMP_HALF)
    q_t, q_r = 0.0, 0.0

    for sample in range(out.size):
        for inner in range(per_sample):
            step = sample * per_sample + inner
            q_p = _rate(v_p, _QMAX_P, sigma)
            q_i = _rate(v_i, _QMAX_I, _SIGMA_I)
            ratio = 38.7 / na
            w_kna = 0.37 / (1.0 + ratio * ratio * ratio * np.sqrt(ratio))  # to the power of 3.5
            i_kna = g_kna * w_kna * (v_p - _E_K)
            exc_p = s_ep * v_p * _nmda(v_p, share, grown, BASELINE, magnesium)
            exc_i = s_ei * v_i * _nmda(v_i, share, grown, BASELINE, magnesium)
            d_v_p = -(v_p - leak_p + exc_p + gaba * s_gp * (v_p - _E_GABA)) / _TAU - i_kna
            d_v_i = -(v_i - _E_LEAK + exc_i + gaba * s_gi * (v_i - _E_GABA)) / _TAU
            na3 = na * na * na
            d_na = (_ALPHA_NA * q_p - _PUMP * (na3 / (na3 + _PUMP_HALF) - pump_rest)) / tau_na
            d_x_ep = e2 * (n_pp * q_p + _N_PT * y_t - s_ep) - 2 * _GAMMA_E * x_ep
            d_x_ei = e2 * (_N_IP * q_p + _N_IT * y_t - s_ei) - 2 * _GAMMA_E * x_ei
            d_x_gp = g2 * (_N_PI * q_i - s_gp) - 2 * gamma_g * x_gp
            d_x_gi = g2 * (_N_II * q_i - s_gi) - 2 * gamma_g * x_gi
            d_z_p = nu2 * (q_p - y_p) - 2 * _NU * z_p

            if thalamus:
                row, part = _place(v_t, table.shape[0])
                q_t = _at(table, row, part, 0)
                i_t_t = _G_T_RELAY * _at(table, row, part, 1) * h_t * (v_t - _E_CA)
                d_h_t = (_at(table, row, part, 2) - h_t) * _at(table, row, part, 3)
                m_inf, per_tau_m = _at(table, row, part, 4), _at(table, row, part, 5)
                row, part = _place(v_r, table.shape[0])
                q_r = _at(table, row, part, 6)
                i_t_r = _G_T_RETICULAR * _at(table, row, part, 7) * h_r * (v_r - _E_CA)
                d_h_r = (_at(table, row, part, 8) - h_r) * _at(table, row, part, 9)
                ca4 = ca * ca * ca * ca
                bound = _K1 * ca4 / (_K1 * ca4 + _K2)
                shift = _K3 * bound * m_h - _K4 * m_h2
                d_m_h = (m_inf * (1.0 - m_h2) - m_h) * per_tau_m - shift
                i_h = g_h * (m_h + _G_INC * m_h2) * (v_t - _E_H)
                d_ca = -_CALCIUM_IN * i_t_t - (ca - _CALCIUM_REST) / _CALCIUM_TIME
                exc_t = s_et * v_t
                exc_r = s_er * v_r
                d_v_t = (
                    -(v_t - _E_LEAK_T + exc_t + gaba * s_gt * (v_t - _E_GABA)) / _TAU_THALAMUS
                    - g_leak * (v_t - _E_K)
                    - i_t_t
                    - i_h
                )
                d_v_r = (
                    -(v_r - _E_LEAK_T + exc_r + gaba * s_gr * (v_r - _E_GABA)) / _TAU_THALAMUS
                    - g_leak * (v_r - _E_K)
                    - i_t_r
                )
                d_x_et = e2 * (_N_TP * y_p - s_et) - 2 * _GAMMA_E * x_et
                d_x_er = e2 * (_N_RT * q_t + _N_RP * y_p - s_er) - 2 * _GAMMA_E * x_er
                d_x_gt = r2 * (_N_TR * q_r - s_gt) - 2 * gamma_r * x_gt
                d_x_gr = r2 * (_N_RR * q_r - s_gr) - 2 * gamma_r * x_gr
                d_z_t = nu2 * (q_t - y_t) - 2 * _NU * z_t
                v_t += dt * d_v_t
                v_r += dt * d_v_r
                ca += dt * d_ca
                h_t += dt * d_h_t
                h_r += dt * d_h_r
                m_h += dt * d_m_h
                m_h2 += dt * shift
                s_et += dt * x_et
                s_er += dt * x_er
                s_gt += dt * x_gt
                s_gr += dt * x_gr
                x_et += dt * d_x_et + noise_t * noise[step, 2]
                x_er += dt * d_x_er
                x_gt += dt * d_x_gt
                x_gr += dt * d_x_gr
                y_t += dt * z_t
                z_t += dt * d_z_t

            v_p += dt * d_v_p
            v_i += dt * d_v_i
            na += dt * d_na
            s_ep += dt * x_ep
            s_ei += dt * x_ei
            s_gp += dt * x_gp
            s_gi += dt * x_gi
            x_ep += dt * d_x_ep + noise_p * noise[step, 0]
            x_ei += dt * d_x_ei + noise_p * noise[step, 1]
            x_gp += dt * d_x_gp
            x_gi += dt * d_x_gi
            y_p += dt * z_p
            z_p += dt * d_z_p
        out[sample] = v_p

    state[:13] = np.array([v_p, v_i, na, s_ep, x_ep, s_ei, x_ei, s_gp, x_gp, s_gi, x_gi, y_p, z_p])
    state[13:20] = np.array([v_t, v_r, ca, h_t, h_r, m_h, m_h2])
    state[20:30] = np.array([s_et, x_et, s_er, x_er, s_gt, x_gt, s_gr, x_gr, y_t, z_t])
